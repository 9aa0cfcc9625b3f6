import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  DEMO_API_TOKENS,
  DEMO_LOGINS,
  seed,
  startDatabase,
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
const shop = await startShop({
  databaseUrl: postgres.url,
  port: Number(values.port),
  host: values.host,
  jobs: values.jobs,
  ...(values.jobs && { cron: '*/5 * * * * *' }),
});
await seed(shop.database);
const mailFile = join(values.directory, 'mail.mbox');
const worker = values.jobs ? await startShopWorker({ databaseUrl: postgres.url, mailFile }) : null;
const baseUrl = `http://${values.host}:${shop.port}`;
const leaving = new AbortController();
const visitors = startVisitors({ baseUrl, visitors: Number(values.visitors), signal: leaving.signal });

say(`The shop is open at ${baseUrl}`);
for (const { role, email, password } of Object.values(DEMO_LOGINS)) {
  say(`  ${role.padEnd(9)} ${email}  ${password}`);
}
say(`  API token ${DEMO_API_TOKENS.readWrite.token}`);
if (worker !== null) {
  say(`  Mail is delivered to ${mailFile}`);
}
say('Ctrl-C stops it.');

const stop = async () => {
  leaving.abort();
  await visitors.done;
  await worker?.close();
  await shop.close();
  await postgres.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, stop);
}
