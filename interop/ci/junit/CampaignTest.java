import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.request.AlipayMarketingCampaignCashDetailQueryRequest;
import com.alipay.api.response.AlipayMarketingCampaignCashDetailQueryResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CampaignTest {
    @RegisterExtension
    static final HongbaoSandbox SANDBOX = new HongbaoSandbox();

    @Test
    void aCampaignIsShown() throws AlipayApiException {
        AlipayMarketingCampaignCashDetailQueryResponse campaign =
            query("POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx");
        assertTrue(campaign.isSuccess());
        assertEquals("READY", campaign.getCampStatus());
        assertEquals("20000.00", campaign.getTotalAmount());
    }

    @Test
    void anotherMerchantsCampaignIsNot() throws AlipayApiException {
        assertEquals("CAMP_OPERATOR_ILLEGAL", query("FIXTURE-campaign-of-another-merchant").getSubCode());
    }

    @Test
    void aDatabaseThatIsDownIsAnError() throws AlipayApiException {
        assertEquals("UNKNOW_SYSTEM_ERROR", query("FIXTURE-error-unavailable").getSubCode());
    }

    private static AlipayMarketingCampaignCashDetailQueryResponse query(String crowdNo) throws AlipayApiException {
        AlipayClient client = new DefaultAlipayClient(SANDBOX.get("gateway"), SANDBOX.get("app_id"),
            SANDBOX.get("app_private_key"), "json", "UTF-8", SANDBOX.get("alipay_public_key"), "RSA2");
        AlipayMarketingCampaignCashDetailQueryRequest request = new AlipayMarketingCampaignCashDetailQueryRequest();
        request.setBizContent("{\"crowd_no\":\"" + crowdNo + "\"}");
        return client.execute(request);
    }
}
