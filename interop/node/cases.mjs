// Calls a running sandbox with the official SDK, its signature verification on, and prints one line
// for each case, as the Java program beside it does. Arguments: the path of sandbox.json, then one or
// more pairs of a charset (utf-8 only) and a sign type.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';

const CAMPAIGN = 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx';
const DETAIL_QUERY = 'alipay.marketing.campaign.cash.detail.query';
const VOUCHER = '20170616000730020041006ZYE2V';
const VOUCHER_QUERY = 'alipay.marketing.voucher.query';

const [path, ...ways] = process.argv.slice(2);
const sandbox = JSON.parse(readFileSync(path, 'utf8'));

function print(name, result, fields) {
  const columns = result.subCode ? [result.subCode, result.subMsg] : fields(result);
  console.log([name, result.code, ...columns].join('\t'));
}

async function campaign(name, client, bizContent, extra = {}) {
  const result = await client.exec(DETAIL_QUERY, { bizContent, ...extra }, { validateSign: true });
  print(name, result, (r) => [r.crowdNo, r.couponName, r.prizeMsg, r.prizeType, r.totalAmount, r.sendAmount,
    r.totalNum, r.totalCount, r.originCrowdNo, r.campStatus]);
}

async function voucher(name, client, voucherId) {
  const result = await client.exec(VOUCHER_QUERY, { bizContent: { voucherId } }, { validateSign: true });
  print(name, result, (r) => [r.name, r.voucherId, r.userId, r.templateId, r.totalAmount, r.availableAmount,
    r.status, r.extendInfo, ...r.billDetails.flatMap((bill) => [bill.tradeNo, bill.amount, bill.status,
      bill.partnerId, bill.partnerName, bill.bizType])]);
}

function freshKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
}

// What the programs for all SDKs ask.
async function shared(client) {
  const usual = client(sandbox.app_id);
  await campaign('success', usual, { crowdNo: CAMPAIGN });
  await campaign('foreign', usual, { crowdNo: 'FIXTURE-campaign-of-another-merchant' });
  await campaign('unknown', usual, { crowdNo: 'no-such-campaign' });
  await campaign('chinese', usual, { crowdNo: '没有这个活动，红包' });
  await campaign('reserved', usual, { crowdNo: 'a+b/c&d=e%f ~*!' });
  await campaign('empty', usual, undefined);
  await campaign('malformed', usual, {});
  await campaign('wrong-key', client(sandbox.app_id, freshKey()), { crowdNo: CAMPAIGN });
  await voucher('voucher-success', usual, VOUCHER);
  await voucher('voucher-unknown', usual, '201706160007300200410UNKNOWN');
}

async function errorFamilies(client) {
  const usual = client(sandbox.app_id);
  await campaign('unknown-app', client('2014072300009999'), { crowdNo: CAMPAIGN });
  await campaign('no-key', client('2014072300007149'), { crowdNo: CAMPAIGN });
  await campaign('offline', client('2014072300007153'), { crowdNo: CAMPAIGN });
  await campaign('no-product', client('2014072300007152'), { crowdNo: CAMPAIGN });
  await campaign('unavailable', usual, { crowdNo: 'FIXTURE-error-unavailable' });
  await campaign('limited', usual, { crowdNo: 'FIXTURE-error-limited' });
  await campaign('panic', usual, { crowdNo: 'FIXTURE-error-panic' });
  await campaign('app-auth-token', usual, { crowdNo: CAMPAIGN }, { appAuthToken: 'no-such-token' });
}

async function otherApps(client) {
  const old = client('2014072300007150', sandbox.fixtures.find((fixture) => fixture.pkcs8).pkcs8, 'PKCS8');
  await campaign('key-of-1024-bits', old, { crowdNo: CAMPAIGN });
  await campaign('prices-as-numbers', client('2014072300007151'), { crowdNo: CAMPAIGN });
  await voucher('voucher-prices-as-numbers', client('2014072300007151'), VOUCHER);
}

// Node also sends an empty parameter, and signs it.
async function emptyParameter(client) {
  await campaign('empty-parameter', client(sandbox.app_id), { crowdNo: CAMPAIGN }, { notifyUrl: '' });
}

for (let i = 0; i < ways.length; i += 2) {
  const [charset, signType] = ways.slice(i);
  if (charset !== 'utf-8') throw new Error('the SDK knows utf-8 only');
  const { alipay_public_key: alipayPublicKey, app_private_key_pkcs1: usualKey, gateway } = sandbox;
  const client = (appId, privateKey = usualKey, keyType = 'PKCS1') =>
    new AlipaySdk({ appId, privateKey, keyType, alipayPublicKey, gateway, signType });
  await shared(client);
  await errorFamilies(client);
  await otherApps(client);
  await emptyParameter(client);
}
