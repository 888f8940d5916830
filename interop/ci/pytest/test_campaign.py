from alipay.aop.api.domain.AlipayMarketingCampaignCashDetailQueryModel import \
    AlipayMarketingCampaignCashDetailQueryModel
from alipay.aop.api.request.AlipayMarketingCampaignCashDetailQueryRequest import \
    AlipayMarketingCampaignCashDetailQueryRequest
from alipay.aop.api.response.AlipayMarketingCampaignCashDetailQueryResponse import \
    AlipayMarketingCampaignCashDetailQueryResponse


def query(client, crowd_no):
    model = AlipayMarketingCampaignCashDetailQueryModel()
    model.crowd_no = crowd_no
    response = AlipayMarketingCampaignCashDetailQueryResponse()
    request = AlipayMarketingCampaignCashDetailQueryRequest(model)
    response.parse_response_content(client.execute(request))
    return response


def test_a_campaign_is_shown(client):
    campaign = query(client, 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx')
    assert campaign.is_success()
    assert campaign.camp_status == 'READY'
    assert campaign.total_amount == '20000.00'


def test_another_merchants_campaign_is_not(client):
    assert query(client, 'FIXTURE-campaign-of-another-merchant').sub_code == 'CAMP_OPERATOR_ILLEGAL'


def test_a_database_that_is_down_is_an_error(client):
    assert query(client, 'FIXTURE-error-unavailable').sub_code == 'UNKNOW_SYSTEM_ERROR'
