"""Calls a running sandbox with the official SDK, its signature verification on, and prints one line
for each case, as the Java program beside it does.

Arguments: the path of sandbox.json, the charset, the sign type, the server's host:port. The SDK
connects to port 80 whatever its URL says, and a URL with a port makes it raise TypeError. For a
server on another port the program therefore turns Python's own connections to that port.
"""
import json
import socket
import sys

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

path, charset, sign_type, address = sys.argv[1:]
host, port = address.split(':')
with open(path, encoding='utf-8') as file:
    sandbox = json.load(file)

if port != '80':
    connect = socket.create_connection
    socket.create_connection = lambda _, *rest, **named: connect((host, port), *rest, **named)


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


def run(name, private_key, request, response, fields):
    config = AlipayClientConfig()
    config.server_url = f'http://{host}/gateway.do'
    config.app_id = sandbox['app_id']
    config.app_private_key = private_key
    config.alipay_public_key = sandbox['alipay_public_key']
    config.charset = charset
    config.sign_type = sign_type
    response.parse_response_content(DefaultAlipayClient(config).execute(request))
    if response.is_success():
        columns = [getattr(response, field) for field in fields]
        for bill in getattr(response, 'bill_details', None) or []:
            columns += [getattr(bill, field) for field in BILL_FIELDS]
    else:
        columns = [response.sub_code, response.sub_msg]
    print(name, response.code, *columns, sep='\t')


def run_campaign(name, private_key, request):
    run(name, private_key, request, CampaignResponse(), CAMPAIGN_FIELDS)


def run_voucher(name, private_key, request):
    run(name, private_key, request, VoucherResponse(), VOUCHER_FIELDS)


key = sandbox['app_private_key_pkcs1']
run_campaign('success', key, campaign(CAMPAIGN))
run_campaign('foreign', key, campaign('FIXTURE-campaign-of-another-merchant'))
run_campaign('unknown', key, campaign('no-such-campaign'))
run_campaign('chinese', key, campaign('没有这个活动，红包'))
run_campaign('reserved', key, campaign('a+b/c&d=e%f ~*!'))
run_campaign('empty', key, CampaignRequest())
run_campaign('malformed', key, malformed())
run_campaign('wrong-key', RSA.generate(2048).export_key().decode(), campaign(CAMPAIGN))
run_voucher('voucher-success', key, voucher(VOUCHER))
run_voucher('voucher-unknown', key, voucher('20990101000730020041000UNKNO'))
