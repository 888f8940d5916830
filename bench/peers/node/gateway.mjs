// What a team would write itself for its tests: the same checks of one request, the same signed
// answer, on Node's own HTTP server and cryptography, with keys that are parsed once.
//
// Arguments: the port, a sandbox's folder (its keys), a file with the node to answer.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, folder, nodeFile] = process.argv.slice(2);
const pem = (name) => readFileSync(`${folder}/keys/${name}.pem`);
const app = createPublicKey(createPrivateKey(pem('app-2014072300007148')));
const platform = createPrivateKey(pem('platform'));
const record = JSON.parse(readFileSync(nodeFile, 'utf8'));

function answer(url, body) {
  const params = new URLSearchParams(url.split('?')[1]);
  new URLSearchParams(body).forEach((value, name) => params.set(name, value));
  const text = [...params.keys()].filter((name) => name !== 'sign' && params.get(name)).sort()
    .map((name) => `${name}=${params.get(name)}`).join('&');
  const signature = Buffer.from(params.get('sign') ?? '', 'base64');
  const holds = verify('sha256', Buffer.from(text), app, signature);
  const asked = holds && JSON.parse(params.get('biz_content')).crowd_no;
  const node = JSON.stringify(asked === record.crowd_no ? record : { code: '40002' });
  const key = `${params.get('method').replaceAll('.', '_')}_response`;
  return `{"${key}":${node},"sign":"${sign('sha256', Buffer.from(node), platform).toString('base64')}"}`;
}

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.from(answer(request.url, Buffer.concat(chunks).toString()));
    response.writeHead(200, { 'content-type': 'text/html;charset=utf-8', 'content-length': body.length });
    response.end(body);
  });
}).listen(Number(port), '127.0.0.1');
