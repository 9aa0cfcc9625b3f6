import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEMO_API_TOKENS, DEMO_LOGINS, seed, startDatabase, startShop, startVisitors } from './index.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    directory: { type: 'string', default: fileURLToPath(new URL('../.demo/', import.meta.url)) },
    visitors: { type: 'string', default: '0' },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);

const postgres = await startDatabase({ directory: values.directory, onNotice: say });
const shop = await startShop({ databaseUrl: postgres.url, port: Number(values.port), host: values.host });
await seed(shop.database);
const baseUrl = `http://${values.host}:${shop.port}`;
const leaving = new AbortController();
const visitors = startVisitors({ baseUrl, visitors: Number(values.visitors), signal: leaving.signal });

say(`The shop is open at ${baseUrl}`);
for (const { role, email, password } of Object.values(DEMO_LOGINS)) {
  say(`  ${role.padEnd(9)} ${email}  ${password}`);
}
say(`  API token ${DEMO_API_TOKENS.readWrite.token}`);
say('Ctrl-C stops it.');

const stop = async () => {
  leaving.abort();
  await visitors.done;
  await shop.close();
  await postgres.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, stop);
}
