import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What sandbox.json says, cut out by name, as a script would do it. */
final class Sandbox {
    private final String text;

    Sandbox(String path) throws Exception {
        text = Files.readString(Path.of(path));
    }

    String get(String name) {
        Matcher value = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(text);
        if (!value.find()) {
            throw new IllegalArgumentException("sandbox.json has no " + name);
        }
        return value.group(1);
    }
}
