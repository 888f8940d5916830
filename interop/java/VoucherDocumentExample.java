import com.alipay.api.AlipayClient;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.request.AlipayMarketingVoucherQueryRequest;
import com.alipay.api.response.AlipayMarketingVoucherQueryResponse;

/**
 * The voucher document's own request example; only the URL, the app and the keys are the sandbox's.
 * Arguments: the path of sandbox.json, then one or more pairs of a charset and a sign type.
 */
public final class VoucherDocumentExample {
    public static void main(String[] args) throws Exception {
        for (int i = 1; i < args.length; i += 2) {
            example(new Sandbox(args[0]), args[i], args[i + 1]);
        }
    }

    private static void example(Sandbox sandbox, String charset, String signType) throws Exception {
        AlipayClient alipayClient = new DefaultAlipayClient(sandbox.get("gateway"),sandbox.get("app_id"),sandbox.get("app_private_key"),"json",charset,sandbox.get("alipay_public_key"),signType);
        AlipayMarketingVoucherQueryRequest request = new AlipayMarketingVoucherQueryRequest();
        request.setBizContent("{" +
        "\"voucher_id\":\"20170616000730020041006ZYE2V\"" +
        "}");
        AlipayMarketingVoucherQueryResponse response = alipayClient.execute(request);
        if(response.isSuccess()){
        System.out.println("调用成功");
        } else {
        System.out.println("调用失败");
        }
    }
}
