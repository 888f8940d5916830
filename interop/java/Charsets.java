import java.io.BufferedReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * Reads lines "charset codepoint bytes" (hex) and checks that Java decodes the bytes to that character
 * and encodes it to those bytes: only then can an SDK verify an answer that holds it raw. Prints how
 * many held for each charset. Argument: the file.
 */
public final class Charsets {
    public static void main(String[] args) throws Exception {
        TreeMap<String, Integer> held = new TreeMap<>();
        try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split(" ");
                Charset charset = Charset.forName(columns[0]);
                String text = Character.toString(Integer.parseInt(columns[1], 16));
                byte[] bytes = HexFormat.of().parseHex(columns[2]);
                if (!new String(bytes, charset).equals(text) || !Arrays.equals(text.getBytes(charset), bytes)) {
                    throw new AssertionError("Java disagrees: " + line);
                }
                held.merge(columns[0], 1, Integer::sum);
            }
        }
        held.forEach((charset, count) -> System.out.println(charset + "\t" + count));
    }
}
