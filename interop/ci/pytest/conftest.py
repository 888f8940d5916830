"""A sandbox for the whole run of pytest, on free ports, and a client of the official SDK for it."""
import json
import os
import subprocess
from urllib.parse import urlsplit

import pytest
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.util import WebUtils


@pytest.fixture(scope='session')
def sandbox(tmp_path_factory):
    """What sandbox.json says."""
    command = [os.environ.get('HONGBAO', 'hongbao'), 'serve', '--sandbox', '--ready-json', '--log', 'warn',
               '--data', str(tmp_path_factory.mktemp('hongbao')), '--database', 'memory:',
               '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0']
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        ready = json.loads(server.stdout.readline())
        with open(ready['sandbox'], encoding='utf-8') as file:
            yield json.load(file)
        server.terminate()


@pytest.fixture(scope='session')
def client(sandbox):
    gateway = urlsplit(sandbox['gateway'])
    config = AlipayClientConfig()
    config.server_url = f'http://{gateway.hostname}{gateway.path}'
    config.app_id = sandbox['app_id']
    config.app_private_key = sandbox['app_private_key_pkcs1']
    config.alipay_public_key = sandbox['alipay_public_key']

    # The SDK connects to port 80 whatever its URL says, so its connections are given the port here.
    get_http_connection = WebUtils.get_http_connection

    def get_http_connection_to_the_port(*args):
        url, connection = get_http_connection(*args)
        connection.port = gateway.port
        return url, connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WebUtils, 'get_http_connection', get_http_connection_to_the_port)
        yield DefaultAlipayClient(config)
