import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startProviderSimulator } from './provider-simulator/start-provider-simulator.ts';
import { readWebhookSecrets } from './web/read-webhook-secrets.ts';

const { values } = parseArgs({
  options: {
    'shop-url': { type: 'string' },
    file: { type: 'string', default: fileURLToPath(new URL('../.demo/providers.jsonl', import.meta.url)) },
    port: { type: 'string', default: '0' },
    /** By how much the providers' waits are shortened; three days in six minutes. */
    faster: { type: 'string', default: '720' },
    'after-ms': { type: 'string', default: '1000' },
  },
});

const shopUrl = values['shop-url'];
if (shopUrl === undefined) {
  throw new Error('Expected --shop-url, where the shop is reached from outside.');
}
const secrets = readWebhookSecrets(process.env);
if (secrets === null) {
  throw new Error(
    'Expected what the providers sign with in SHOP_PAYMENTS_SECRET, SHOP_MAIL_SECRET and SHOP_CRM_SECRET.',
  );
}

const simulator = await startProviderSimulator({
  shopUrl,
  secrets,
  file: values.file,
  port: atLeast('port', values.port, 0),
  faster: atLeast('faster', values.faster, 1),
  afterMs: atLeast('after-ms', values['after-ms'], 0),
  onLine: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`The providers are at ${simulator.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
// Whoever started it is gone.
process.once('disconnect', stop);

async function stop(): Promise<void> {
  await simulator.close();
  if (process.connected) process.disconnect?.();
}

function atLeast(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || number < least) {
    throw new Error(`Expected --${name} to be a number from ${least} on, got ${JSON.stringify(text)}.`);
  }
  return number;
}
