// Calls a running sandbox with the official SDK, its signature verification on, and prints one line
// for each case, as the Java program beside it does. Argument: the path of sandbox.json.
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';

const CAMPAIGN = 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx';
const METHOD = 'alipay.marketing.campaign.cash.detail.query';

const sandbox = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function client(privateKey) {
  return new AlipaySdk({
    appId: sandbox.app_id,
    privateKey,
    alipayPublicKey: sandbox.alipay_public_key,
    gateway: sandbox.gateway,
    keyType: 'PKCS1',
  });
}

async function run(name, privateKey, bizContent, extra = {}) {
  const result = await client(privateKey).exec(METHOD, { bizContent, ...extra }, { validateSign: true });
  const columns = result.subCode
    ? [result.code, result.subCode, result.subMsg]
    : [result.code, result.crowdNo, result.couponName, result.prizeMsg, result.prizeType, result.totalAmount,
      result.sendAmount, result.totalNum, result.totalCount, result.originCrowdNo, result.campStatus];
  console.log([name, ...columns].join('\t'));
}

function freshKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' });
}

const key = sandbox.app_private_key_pkcs1;
await run('success', key, { crowdNo: CAMPAIGN });
await run('foreign', key, { crowdNo: 'FIXTURE-campaign-of-another-merchant' });
await run('unknown', key, { crowdNo: 'no-such-campaign' });
await run('chinese', key, { crowdNo: '没有这个活动，红包' });
await run('reserved', key, { crowdNo: 'a+b/c&d=e%f ~*!' });
await run('empty-parameter', key, { crowdNo: CAMPAIGN }, { notifyUrl: '' });
await run('empty', key, undefined);
await run('malformed', key, {});
await run('wrong-key', freshKey(), { crowdNo: CAMPAIGN });
