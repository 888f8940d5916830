import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.domain.VoucherBillDetail;
import com.alipay.api.request.AlipayMarketingCampaignCashDetailQueryRequest;
import com.alipay.api.request.AlipayMarketingVoucherQueryRequest;
import com.alipay.api.response.AlipayMarketingCampaignCashDetailQueryResponse;
import com.alipay.api.response.AlipayMarketingVoucherQueryResponse;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Calls a running sandbox with the official SDK, its signature verification on, and prints one line
 * for each case: name, code, sub_code, sub_msg, or the fields of a success, separated by tabs.
 * Arguments: the path of sandbox.json, then one or more pairs of a charset and a sign type; the
 * pairs share one start of the JVM, which is what costs the time.
 */
public final class Cases {
    private static final String CAMPAIGN =
        "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";
    private static final String VOUCHER = "20170616000730020041006ZYE2V";

    private final Sandbox sandbox;
    private final String charset;
    private final String signType;

    private Cases(Sandbox sandbox, String charset, String signType) {
        this.sandbox = sandbox;
        this.charset = charset;
        this.signType = signType;
    }

    public static void main(String[] args) throws Exception {
        for (int i = 1; i < args.length; i += 2) {
            Cases cases = new Cases(new Sandbox(args[0]), args[i], args[i + 1]);
            cases.shared();
            cases.errorFamilies();
            cases.otherApps();
        }
    }

    /** What the programs for all SDKs ask. */
    private void shared() throws Exception {
        AlipayClient usual = app(sandbox.get("app_id"));
        run("success", usual, campaign(CAMPAIGN));
        run("foreign", usual, campaign("FIXTURE-campaign-of-another-merchant"));
        run("unknown", usual, campaign("no-such-campaign"));
        run("chinese", usual, campaign("没有这个活动，红包"));
        run("reserved", usual, campaign("a+b/c&d=e%f ~*!"));
        run("empty", usual, campaignContent(null));
        run("malformed", usual, campaignContent("[]"));
        run("wrong-key", client(sandbox.get("app_id"), freshKey()), campaign(CAMPAIGN));
        run("voucher-success", usual, voucher(VOUCHER));
        run("voucher-unknown", usual, voucher("201706160007300200410UNKNOWN"));
    }

    private void errorFamilies() throws Exception {
        AlipayClient usual = app(sandbox.get("app_id"));
        run("unknown-app", app("2014072300009999"), campaign(CAMPAIGN));
        run("no-key", app("2014072300007149"), campaign(CAMPAIGN));
        run("offline", app("2014072300007153"), campaign(CAMPAIGN));
        run("no-product", app("2014072300007152"), campaign(CAMPAIGN));
        run("unavailable", usual, campaign("FIXTURE-error-unavailable"));
        run("limited", usual, campaign("FIXTURE-error-limited"));
        run("panic", usual, campaign("FIXTURE-error-panic"));
        print("app-auth-token", usual.execute(campaign(CAMPAIGN), null, "no-such-token"));
    }

    private void otherApps() throws Exception {
        AlipayClient old = client("2014072300007150", sandbox.get("pkcs8"));
        run("key-of-1024-bits", old, campaign(CAMPAIGN));
        run("prices-as-numbers", app("2014072300007151"), campaign(CAMPAIGN));
        run("voucher-prices-as-numbers", app("2014072300007151"), voucher(VOUCHER));
    }

    /** An app that signs with the usual key. */
    private AlipayClient app(String appId) {
        return client(appId, sandbox.get("app_private_key"));
    }

    private AlipayClient client(String appId, String privateKey) {
        return new DefaultAlipayClient(sandbox.get("gateway"), appId, privateKey, "json", charset,
            sandbox.get("alipay_public_key"), signType);
    }

    private static AlipayMarketingCampaignCashDetailQueryRequest campaign(String crowdNo) {
        return campaignContent("{\"crowd_no\":\"" + crowdNo + "\"}");
    }

    private static AlipayMarketingCampaignCashDetailQueryRequest campaignContent(String content) {
        AlipayMarketingCampaignCashDetailQueryRequest request =
            new AlipayMarketingCampaignCashDetailQueryRequest();
        request.setBizContent(content);
        return request;
    }

    private static AlipayMarketingVoucherQueryRequest voucher(String voucherId) {
        AlipayMarketingVoucherQueryRequest request = new AlipayMarketingVoucherQueryRequest();
        request.setBizContent("{\"voucher_id\":\"" + voucherId + "\"}");
        return request;
    }

    private static String freshKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
        return Base64.getEncoder().encodeToString(key);
    }

    private static <T extends AlipayResponse> void run(
            String name, AlipayClient client, AlipayRequest<T> request) throws AlipayApiException {
        print(name, client.execute(request));
    }

    private static void print(String name, AlipayResponse response) {
        List<String> columns = new ArrayList<>(List.of(name, response.getCode()));
        if (!response.isSuccess()) {
            columns.addAll(List.of(response.getSubCode(), response.getSubMsg()));
        } else if (response instanceof AlipayMarketingVoucherQueryResponse voucher) {
            columns.addAll(fields(voucher));
        } else {
            columns.addAll(fields((AlipayMarketingCampaignCashDetailQueryResponse) response));
        }
        System.out.println(String.join("\t", columns));
    }

    private static List<String> fields(AlipayMarketingCampaignCashDetailQueryResponse campaign) {
        return List.of(campaign.getCrowdNo(), campaign.getCouponName(), campaign.getPrizeMsg(),
            campaign.getPrizeType(), campaign.getTotalAmount(), campaign.getSendAmount(),
            String.valueOf(campaign.getTotalNum()), String.valueOf(campaign.getTotalCount()),
            campaign.getOriginCrowdNo(), campaign.getCampStatus());
    }

    private static List<String> fields(AlipayMarketingVoucherQueryResponse voucher) {
        List<String> fields = new ArrayList<>(List.of(voucher.getName(), voucher.getVoucherId(),
            voucher.getUserId(), voucher.getTemplateId(), voucher.getTotalAmount(),
            voucher.getAvailableAmount(), voucher.getStatus(), voucher.getExtendInfo()));
        for (VoucherBillDetail bill : voucher.getBillDetails()) {
            fields.addAll(List.of(bill.getTradeNo(), bill.getAmount(), bill.getStatus(),
                bill.getPartnerId(), bill.getPartnerName(), bill.getBizType()));
        }
        return fields;
    }
}
