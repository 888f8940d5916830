"""Calls a running sandbox with fzlee's python-alipay-sdk, its signature verification on, and prints
one line for each case, as the Java program beside it does.

Arguments: the path of sandbox.json, then one or more pairs of a charset (utf-8 only) and a sign
type. The SDK cannot leave biz_content out, it sends `{}` instead, so the case `empty` is missing.
"""
import base64
import json
import sys

from alipay import AliPay
from Cryptodome.PublicKey import RSA

CASH = 'alipay.marketing.campaign.cash.detail.query'
CAMPAIGN = 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx'
CAMPAIGN_FIELDS = ('crowd_no coupon_name prize_msg prize_type total_amount send_amount total_num '
                   'total_count origin_crowd_no camp_status').split()
VOUCHER_QUERY = 'alipay.marketing.voucher.query'
VOUCHER = '20170616000730020041006ZYE2V'
VOUCHER_FIELDS = ('name voucher_id user_id template_id total_amount available_amount status '
                  'extend_info').split()
BILL_FIELDS = 'trade_no amount status partner_id partner_name biz_type'.split()

with open(sys.argv[1], encoding='utf-8') as file:
    sandbox = json.load(file)


def client(private_key, sign_type):
    client = AliPay(
        appid=sandbox['app_id'],
        app_private_key_string=private_key,
        alipay_public_key_string=base64.b64decode(sandbox['alipay_public_key']),
        sign_type=sign_type,
    )
    client._gateway = sandbox['gateway']  # The SDK offers no setting for it.
    return client


def print_line(name, response, fields):
    if 'sub_code' in response:
        columns = [response['sub_code'], response['sub_msg']]
    else:
        columns = [response.get(field) for field in fields]
        for bill in response.get('bill_details', []):
            columns += [bill.get(field) for field in BILL_FIELDS]
    print(name, response['code'], *columns, sep='\t')


def campaign(name, client, biz_content):
    print_line(name, client.server_api(CASH, biz_content), CAMPAIGN_FIELDS)


def voucher(name, client, biz_content):
    print_line(name, client.server_api(VOUCHER_QUERY, biz_content), VOUCHER_FIELDS)


for charset, sign_type in zip(sys.argv[2::2], sys.argv[3::2]):
    assert charset == 'utf-8', 'the SDK knows utf-8 only'
    usual = client(base64.b64decode(sandbox['app_private_key']), sign_type)
    campaign('success', usual, {'crowd_no': CAMPAIGN})
    campaign('foreign', usual, {'crowd_no': 'FIXTURE-campaign-of-another-merchant'})
    campaign('unknown', usual, {'crowd_no': 'no-such-campaign'})
    campaign('chinese', usual, {'crowd_no': '没有这个活动，红包'})
    campaign('reserved', usual, {'crowd_no': 'a+b/c&d=e%f ~*!'})
    campaign('malformed', usual, '[]')
    stranger = client(RSA.generate(2048).export_key(), sign_type)
    campaign('wrong-key', stranger, {'crowd_no': CAMPAIGN})
    voucher('voucher-success', usual, {'voucher_id': VOUCHER})
    voucher('voucher-unknown', usual, {'voucher_id': '201706160007300200410UNKNOWN'})
