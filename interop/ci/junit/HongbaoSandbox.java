import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A sandbox for one test class: it starts on free ports before the first test and ends after the last. */
public final class HongbaoSandbox implements BeforeAllCallback, AfterAllCallback {
    private Process process;
    private String settings;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        String hongbao = System.getenv().getOrDefault("HONGBAO", "hongbao");
        Path data = Files.createTempDirectory("hongbao");
        process = new ProcessBuilder(hongbao, "serve", "--sandbox", "--ready-json", "--log", "warn",
            "--data", data.toString(), "--database", "memory:",
            "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String ready = process.inputReader().readLine();
        if (ready == null) {
            throw new IOException(hongbao + " did not start");
        }
        settings = Files.readString(Path.of(value(ready, "sandbox")));
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
    }

    /** What sandbox.json says under this name. */
    public String get(String name) {
        return value(settings, name);
    }

    /** The file is made so that a name finds its value without a JSON parser. */
    private static String value(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\": ?\"([^\"]*)\"").matcher(json);
        if (!value.find()) {
            throw new IllegalArgumentException("no " + name + " in " + json);
        }
        return value.group(1);
    }
}
