import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  DEMO_API_TOKENS,
  DEMO_LOGINS,
  keepWebhookSecrets,
  seed,
  startDatabase,
  startProviderSimulator,
  startShop,
  startShopWorker,
  startVisitors,
} from './index.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    directory: { type: 'string', default: fileURLToPath(new URL('../.demo/', import.meta.url)) },
    visitors: { type: 'string', default: '0' },
    jobs: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

const postgres = await startDatabase({ directory: values.directory, onNotice: say });
const { secrets } = keepWebhookSecrets(values.directory);
const shop = await startShop({
  databaseUrl: postgres.url,
  port: Number(values.port),
  host: values.host,
  jobs: values.jobs,
  ...(values.jobs && { webhookSecrets: secrets, cron: '*/5 * * * * *' }),
});
await seed(shop.database);
const baseUrl = `http://${values.host}:${shop.port}`;
const providers = values.jobs
  ? await startProviderSimulator({
      shopUrl: baseUrl,
      secrets,
      file: join(values.directory, 'providers.jsonl'),
      faster: 720,
      onLine: say,
    })
  : null;
const mailFile = join(values.directory, 'mail.mbox');
const worker =
  providers === null
    ? null
    : await startShopWorker({ databaseUrl: postgres.url, providersUrl: providers.url, mailFile });
const leaving = new AbortController();
const visitors = startVisitors({ baseUrl, visitors: Number(values.visitors), signal: leaving.signal });

say(`The shop is open at ${baseUrl}`);
for (const { role, email, password } of Object.values(DEMO_LOGINS)) {
  say(`  ${role.padEnd(9)} ${email}  ${password}`);
}
say(`  API token ${DEMO_API_TOKENS.readWrite.token}`);
if (providers !== null) {
  say(`  The providers are at ${providers.url}`);
  say(`  Mail is delivered to ${mailFile}`);
}
say('Ctrl-C stops it.');

const stop = async () => {
  leaving.abort();
  await visitors.done;
  await worker?.close();
  await providers?.close();
  await shop.close();
  await postgres.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, stop);
}
