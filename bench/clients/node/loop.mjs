// Calls the gateway that sandbox.json names with the official SDK, as often as each line on stdin says,
// and answers each line with one of its own. Whoever asks measures.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// The SDK lies where the interop tests put it.
const { AlipaySdk } = createRequire(new URL('../../../interop/node/', import.meta.url))('alipay-sdk');
const sandbox = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const client = new AlipaySdk({
  appId: sandbox.app_id,
  privateKey: sandbox.app_private_key_pkcs1,
  alipayPublicKey: sandbox.alipay_public_key,
  gateway: sandbox.gateway,
});
const bizContent = { crowdNo: 'POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx' };

for await (const line of createInterface({ input: process.stdin })) {
  for (let left = Number(line); left > 0; left -= 1) {
    const method = 'alipay.marketing.campaign.cash.detail.query';
    const result = await client.exec(method, { bizContent }, { validateSign: true });
    if (result.code !== '10000') throw new Error(result.subCode);
  }
  console.log('done');
}
