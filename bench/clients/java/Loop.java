import com.alipay.api.AlipayClient;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.request.AlipayMarketingCampaignCashDetailQueryRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls the gateway that sandbox.json names with the official SDK, as often as each line on stdin
 * says, and answers each line with one of its own. Whoever asks measures.
 */
public final class Loop {
    public static void main(String[] args) throws Exception {
        String sandbox = Files.readString(Path.of(args[0]));
        AlipayClient client = new DefaultAlipayClient(value(sandbox, "gateway"), value(sandbox, "app_id"),
            value(sandbox, "app_private_key"), "json", "utf-8", value(sandbox, "alipay_public_key"), "RSA2");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            for (int left = Integer.parseInt(line); left > 0; left--) {
                AlipayMarketingCampaignCashDetailQueryRequest request =
                    new AlipayMarketingCampaignCashDetailQueryRequest();
                request.setBizContent(
                    "{\"crowd_no\":\"POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx\"}");
                if (!client.execute(request).isSuccess()) {
                    throw new IllegalStateException("no success");
                }
            }
            System.out.println("done");
        }
    }

    private static String value(String sandbox, String name) {
        Matcher value = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(sandbox);
        if (!value.find()) {
            throw new IllegalArgumentException("sandbox.json has no " + name);
        }
        return value.group(1);
    }
}
