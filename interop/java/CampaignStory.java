import com.alipay.api.AlipayClient;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.domain.CashCampaignInfo;
import com.alipay.api.request.AlipayMarketingCampaignCashCreateRequest;
import com.alipay.api.request.AlipayMarketingCampaignCashDetailQueryRequest;
import com.alipay.api.request.AlipayMarketingCampaignCashListQueryRequest;
import com.alipay.api.request.AlipayMarketingCampaignCashTriggerRequest;
import com.alipay.api.response.AlipayMarketingCampaignCashDetailQueryResponse;
import com.alipay.api.response.AlipayMarketingCampaignCashTriggerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * A campaign's story as its merchant lives it: created, paid outside, drawn from, queried, listed. Prints
 * what each step shows. Arguments: the path of sandbox.json, a charset, a sign type.
 */
public final class CampaignStory {
    private final Sandbox sandbox;
    private final AlipayClient client;

    private CampaignStory(Sandbox sandbox, String charset, String signType) {
        this.sandbox = sandbox;
        client = new DefaultAlipayClient(sandbox.get("gateway"), sandbox.get("app_id"), sandbox.get("app_private_key"),
            "json", charset, sandbox.get("alipay_public_key"), signType);
    }

    public static void main(String[] args) throws Exception {
        new CampaignStory(new Sandbox(args[0]), args[1], args[2]).run();
    }

    private void run() throws Exception {
        String end = LocalDateTime.now(ZoneId.of("Asia/Shanghai")).plusDays(7)
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"));
        AlipayMarketingCampaignCashCreateRequest create = new AlipayMarketingCampaignCashCreateRequest();
        create.setBizContent("{\"coupon_name\":\"春节红包\",\"prize_type\":\"fixed\",\"total_money\":\"10.00\","
            + "\"total_num\":\"10\",\"prize_msg\":\"恭喜发财\",\"start_time\":\"NowTime\",\"end_time\":\"" + end + "\"}");
        String crowdNo = ask(create).getCrowdNo();

        HttpRequest pay = HttpRequest.newBuilder(URI.create(sandbox.get("admin") + "/admin/v1/campaigns/" + crowdNo + "/pay"))
            .header("authorization", "Bearer " + sandbox.get("admin_token"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"reference\":\"bank-1\"}")).build();
        HttpResponse<String> paid = HttpClient.newHttpClient().send(pay, HttpResponse.BodyHandlers.ofString());
        System.out.println("pay " + paid.statusCode());

        for (String order : new String[] {"order_1", "order_2", "order_1"}) {
            AlipayMarketingCampaignCashTriggerRequest trigger = new AlipayMarketingCampaignCashTriggerRequest();
            String user = order.equals("order_1") ? "2088102146165572" : "2088102146165580";
            trigger.setBizContent("{\"crowd_no\":\"" + crowdNo + "\",\"user_id\":\"" + user + "\",\"out_biz_no\":\"" + order + "\"}");
            AlipayMarketingCampaignCashTriggerResponse drawn = ask(trigger);
            System.out.println("trigger " + order + " " + drawn.getPrizeAmount() + " " + drawn.getRepeatTriggerFlag()
                + " " + drawn.getCouponName());
        }

        AlipayMarketingCampaignCashDetailQueryRequest query = new AlipayMarketingCampaignCashDetailQueryRequest();
        query.setBizContent("{\"crowd_no\":\"" + crowdNo + "\"}");
        AlipayMarketingCampaignCashDetailQueryResponse detail = ask(query);
        System.out.println("detail " + detail.getCampStatus() + " " + detail.getSendAmount() + " of " + detail.getTotalAmount());

        AlipayMarketingCampaignCashListQueryRequest list = new AlipayMarketingCampaignCashListQueryRequest();
        list.setBizContent("{\"camp_status\":\"READY\",\"page_size\":\"50\",\"page_index\":\"1\"}");
        for (CashCampaignInfo campaign : ask(list).getCampList()) {
            if (campaign.getCrowdNo().equals(crowdNo)) {
                System.out.println("list " + campaign.getCampStatus() + " " + campaign.getCouponName());
            }
        }
    }

    private <T extends AlipayResponse> T ask(AlipayRequest<T> request) throws Exception {
        T response = client.execute(request);
        if (!response.isSuccess()) {
            throw new IllegalStateException(response.getBody());
        }
        return response;
    }
}
