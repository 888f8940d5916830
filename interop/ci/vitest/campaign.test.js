import { AlipaySdk } from 'alipay-sdk';
import { expect, inject, test } from 'vitest';

const sandbox = inject('sandbox');
const client = new AlipaySdk({
  gateway: sandbox.gateway,
  appId: sandbox.app_id,
  privateKey: sandbox.app_private_key_pkcs1,
  alipayPublicKey: sandbox.alipay_public_key,
});

function query(crowdNo) {
  const method = 'alipay.marketing.campaign.cash.detail.query';
  return client.exec(method, { bizContent: { crowdNo } }, { validateSign: true });
}

test('a campaign is shown', async () => {
  const campaign = await query('POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx');
  expect(campaign).toMatchObject({ code: '10000', campStatus: 'READY', totalAmount: '20000.00' });
});

test("another merchant's campaign is not", async () => {
  const refusal = await query('FIXTURE-campaign-of-another-merchant');
  expect(refusal.subCode).toBe('CAMP_OPERATOR_ILLEGAL');
});

test('a database that is down is an error', async () => {
  const failure = await query('FIXTURE-error-unavailable');
  expect(failure.subCode).toBe('UNKNOW_SYSTEM_ERROR');
});
