import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.request.AlipayMarketingCampaignCashDetailQueryRequest;
import com.alipay.api.response.AlipayMarketingCampaignCashDetailQueryResponse;
import java.security.KeyPairGenerator;
import java.util.Base64;

/**
 * Calls a running sandbox with the official SDK, its signature verification on, and prints one line
 * for each case: name, code, sub_code, sub_msg, or the fields of a success, separated by tabs.
 * Arguments: the path of sandbox.json, the charset.
 */
public final class Cases {
    private static final String CAMPAIGN =
        "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";

    private final Sandbox sandbox;
    private final String charset;

    private Cases(Sandbox sandbox, String charset) {
        this.sandbox = sandbox;
        this.charset = charset;
    }

    public static void main(String[] args) throws Exception {
        Cases cases = new Cases(new Sandbox(args[0]), args[1]);
        String key = cases.sandbox.get("app_private_key");
        cases.run("success", key, campaign(CAMPAIGN));
        cases.run("foreign", key, campaign("FIXTURE-campaign-of-another-merchant"));
        cases.run("unknown", key, campaign("no-such-campaign"));
        cases.run("chinese", key, campaign("没有这个活动，红包"));
        cases.run("reserved", key, campaign("a+b/c&d=e%f ~*!"));
        cases.run("empty", key, null);
        cases.run("malformed", key, "[]");
        cases.run("wrong-key", freshKey(), campaign(CAMPAIGN));
    }

    private static String campaign(String crowdNo) {
        return "{\"crowd_no\":\"" + crowdNo + "\"}";
    }

    private static String freshKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return Base64.getEncoder().encodeToString(key);
    }

    private void run(String name, String privateKey, String bizContent) throws AlipayApiException {
        AlipayClient client = new DefaultAlipayClient(sandbox.get("gateway"), sandbox.get("app_id"),
            privateKey, "json", charset, sandbox.get("alipay_public_key"), "RSA2");
        AlipayMarketingCampaignCashDetailQueryRequest request =
            new AlipayMarketingCampaignCashDetailQueryRequest();
        request.setBizContent(bizContent);
        AlipayMarketingCampaignCashDetailQueryResponse response = client.execute(request);
        if (response.isSuccess()) {
            print(name, response.getCode(), response.getCrowdNo(), response.getCouponName(),
                response.getPrizeMsg(), response.getPrizeType(), response.getTotalAmount(),
                response.getSendAmount(), String.valueOf(response.getTotalNum()),
                String.valueOf(response.getTotalCount()), response.getOriginCrowdNo(),
                response.getCampStatus());
        } else {
            print(name, response.getCode(), response.getSubCode(), response.getSubMsg());
        }
    }

    private static void print(String... columns) {
        System.out.println(String.join("\t", columns));
    }
}
