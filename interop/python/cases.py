"""Calls a running sandbox with the official SDK, its signature verification on, and prints one line
for each case, as the Java program beside it does.

Arguments: the path of sandbox.json, then one or more pairs of a charset and a sign type. The SDK
connects to port 80 whatever its URL says, and a URL with a port makes it raise TypeError. For a
server on another port the program therefore turns Python's own connections to that port.
"""
import json
import socket
import sys
from urllib.parse import urlsplit

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.domain.AlipayMarketingCampaignCashDetailQueryModel import \
    AlipayMarketingCampaignCashDetailQueryModel as CampaignModel
from alipay.aop.api.domain.AlipayMarketingVoucherQueryModel import \
    AlipayMarketingVoucherQueryModel as VoucherModel
from alipay.aop.api.request.AlipayMarketingCampaignCashDetailQueryRequest import \
    AlipayMarketingCampaignCashDetailQueryRequest as CampaignRequest
from alipay.aop.api.request.AlipayMarketingVoucherQueryRequest import \
    AlipayMarketingVoucherQueryRequest as VoucherRequest
from alipay.aop.api.response.AlipayMarketingCampaignCashDetailQueryResponse import \
    AlipayMarketingCampaignCashDetailQueryResponse as CampaignResponse
from alipay.aop.api.response.AlipayMarketingVoucherQueryResponse import \
    AlipayMarketingVoucherQueryResponse as VoucherResponse
from Crypto.PublicKey import RSA

CAMPAIGN = 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx'
CAMPAIGN_FIELDS = ('crowd_no coupon_name prize_msg prize_type total_amount send_amount total_num '
                   'total_count origin_crowd_no camp_status').split()
VOUCHER = '20170616000730020041006ZYE2V'
VOUCHER_FIELDS = ('name voucher_id user_id template_id total_amount available_amount status '
                  'extend_info').split()
BILL_FIELDS = 'trade_no amount status partner_id partner_name biz_type'.split()

with open(sys.argv[1], encoding='utf-8') as file:
    sandbox = json.load(file)
gateway = urlsplit(sandbox['gateway'])
if gateway.port:  # Left out if it is 80.
    connect = socket.create_connection
    address = (gateway.hostname, gateway.port)
    socket.create_connection = lambda _, *rest, **named: connect(address, *rest, **named)


def campaign(crowd_no):
    model = CampaignModel()
    model.crowd_no = crowd_no
    return CampaignRequest(model)


def voucher(voucher_id):
    model = VoucherModel()
    model.voucher_id = voucher_id
    return VoucherRequest(model)


def malformed():
    request = CampaignRequest()
    request.add_other_text_param('biz_content', '[]')
    return request


class Cases:
    def __init__(self, charset, sign_type):
        self.charset = charset
        self.sign_type = sign_type

    def run(self, name, private_key, request, response, fields):
        config = AlipayClientConfig()
        config.server_url = f'http://{gateway.hostname}{gateway.path}'
        config.app_id = sandbox['app_id']
        config.app_private_key = private_key
        config.alipay_public_key = sandbox['alipay_public_key']
        config.charset = self.charset
        config.sign_type = self.sign_type
        response.parse_response_content(DefaultAlipayClient(config).execute(request))
        if response.is_success():
            columns = [getattr(response, field) for field in fields]
            for bill in getattr(response, 'bill_details', None) or []:
                columns += [getattr(bill, field) for field in BILL_FIELDS]
        else:
            columns = [response.sub_code, response.sub_msg]
        print(name, response.code, *columns, sep='\t')

    def campaign(self, name, private_key, request):
        self.run(name, private_key, request, CampaignResponse(), CAMPAIGN_FIELDS)

    def voucher(self, name, private_key, request):
        self.run(name, private_key, request, VoucherResponse(), VOUCHER_FIELDS)


key = sandbox['app_private_key_pkcs1']
fresh_key = RSA.generate(2048).export_key().decode()
for pair in zip(sys.argv[2::2], sys.argv[3::2]):
    cases = Cases(*pair)
    cases.campaign('success', key, campaign(CAMPAIGN))
    cases.campaign('foreign', key, campaign('FIXTURE-campaign-of-another-merchant'))
    cases.campaign('unknown', key, campaign('no-such-campaign'))
    cases.campaign('chinese', key, campaign('没有这个活动，红包'))
    cases.campaign('reserved', key, campaign('a+b/c&d=e%f ~*!'))
    cases.campaign('empty', key, CampaignRequest())
    cases.campaign('malformed', key, malformed())
    cases.campaign('wrong-key', fresh_key, campaign(CAMPAIGN))
    cases.voucher('voucher-success', key, voucher(VOUCHER))
    cases.voucher('voucher-unknown', key, voucher('201706160007300200410UNKNOWN'))
