"""Calls the gateway that sandbox.json names with the official SDK, as often as each line on stdin says,
and answers each line with one of its own. Whoever asks measures.

The SDK connects to port 80 whatever its URL says; Python's own connections are turned to the port.
"""
import json
import socket
import sys
from urllib.parse import urlsplit

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.domain.AlipayMarketingCampaignCashDetailQueryModel import \
    AlipayMarketingCampaignCashDetailQueryModel as Model
from alipay.aop.api.request.AlipayMarketingCampaignCashDetailQueryRequest import \
    AlipayMarketingCampaignCashDetailQueryRequest as Request
from alipay.aop.api.response.AlipayMarketingCampaignCashDetailQueryResponse import \
    AlipayMarketingCampaignCashDetailQueryResponse as Response

with open(sys.argv[1], encoding='utf-8') as file:
    sandbox = json.load(file)
gateway = urlsplit(sandbox['gateway'])
connect = socket.create_connection
socket.create_connection = lambda _, *rest, **named: connect((gateway.hostname, gateway.port), *rest, **named)

config = AlipayClientConfig()
config.server_url = f'http://{gateway.hostname}{gateway.path}'
config.app_id = sandbox['app_id']
config.app_private_key = sandbox['app_private_key_pkcs1']
config.alipay_public_key = sandbox['alipay_public_key']
client = DefaultAlipayClient(config)
for line in sys.stdin:
    for _ in range(int(line)):
        model = Model()
        model.crowd_no = 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx'
        response = Response()
        response.parse_response_content(client.execute(Request(model)))
        assert response.is_success()
    print('done', flush=True)
