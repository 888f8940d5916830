// A sandbox for the whole run of Vitest, on free ports; SANDBOX_JSON names one that runs already.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export default async function setup({ provide }) {
  if (process.env.SANDBOX_JSON) {
    provide('sandbox', JSON.parse(readFileSync(process.env.SANDBOX_JSON, 'utf8')));
    return undefined;
  }
  const server = spawn(process.env.HONGBAO ?? 'hongbao', [
    'serve', '--sandbox', '--ready-json', '--log', 'warn',
    '--data', mkdtempSync(join(tmpdir(), 'hongbao-')), '--database', 'memory:',
    '--listen', '127.0.0.1:0', '--admin-listen', '127.0.0.1:0',
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server, 'spawn');
  const { value: ready } = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
  if (!ready) throw new Error('the sandbox did not start');
  provide('sandbox', JSON.parse(readFileSync(JSON.parse(ready).sandbox, 'utf8')));
  return async () => {
    server.kill();
    await once(server, 'exit');
  };
}
