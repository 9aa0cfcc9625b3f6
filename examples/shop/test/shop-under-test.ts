import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Database,
  DEMO_LOGINS,
  type DecisionOf,
  type RunningDatabase,
  type RunningShop,
  readWriteRecord,
  type StartShopOptions,
  seed,
  startDatabase,
  startShop,
  type WriteRecord,
} from '../src/index.ts';
import { createVisitorClient, type VisitorClient } from '../src/visitor-client.ts';

export interface ShopUnderTest {
  readonly baseUrl: string;
  readonly postgres: RunningDatabase;
  readonly running: RunningShop;
  readonly database: Database;
  /** What the shop said went wrong inside. */
  readonly errors: readonly unknown[];
  client(host?: string): VisitorClient;
  logIn(login: keyof typeof DEMO_LOGINS): Promise<VisitorClient>;
  /** The records `work` added. */
  recordsOf(work: () => Promise<unknown>): Promise<readonly WriteRecord[]>;
  /** Changes with every change of any row of any table. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export interface ShopUnderTestOptions {
  readonly decisionOf?: DecisionOf;
  /** What else the shop is started with, where it takes the database to know. @default nothing */
  readonly more?: (postgres: RunningDatabase) => Partial<StartShopOptions>;
}

/** A seeded shop on a PostgreSQL of its own. */
export async function startShopUnderTest({
  decisionOf,
  more,
}: ShopUnderTestOptions = {}): Promise<ShopUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'shop-test-'));
  // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
  await chmod(directory, 0o755);
  const postgres = await startDatabase({ directory, onNotice: () => undefined, keepData: false });
  const errors: unknown[] = [];
  const shop = await startShop({
    databaseUrl: postgres.url,
    onError: (error) => errors.push(error),
    stockIntervalMs: 20,
    ...(decisionOf && { decisionOf }),
    ...more?.(postgres),
  });
  await seed(shop.database);
  const baseUrl = `http://127.0.0.1:${shop.port}`;
  const clients: VisitorClient[] = [];
  const client = (host?: string) => {
    const made = createVisitorClient({ baseUrl, ...(host !== undefined && { host }) });
    clients.push(made);
    return made;
  };
  return {
    baseUrl,
    postgres,
    running: shop,
    database: shop.database,
    errors,
    client,
    async logIn(login) {
      const visitor = client();
      const { email, password } = DEMO_LOGINS[login];
      const { status } = await visitor.submit('/login', { email, password });
      if (status !== 303) {
        throw new Error(`Expected ${email} to log in with 303, got ${status}.`);
      }
      return visitor;
    },
    async recordsOf(work) {
      const before = (await readWriteRecord(shop.database)).length;
      await work();
      return (await readWriteRecord(shop.database)).slice(before);
    },
    async digest() {
      const tables = await shop.database.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
      );
      const digests = await Promise.all(
        tables.map(async ({ name }) => {
          const [row] = await shop.database.query<{ digest: string }>(
            `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from ${name} t`,
          );
          return `${name} ${row?.digest}`;
        }),
      );
      return digests.join('\n');
    },
    async close() {
      for (const open of clients) {
        open.close();
      }
      await shop.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A PNG of one pixel. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const ADDRESS = {
  street: 'Birkenweg 3',
  postcode: '20095',
  city: 'Hamburg',
  country: 'Germany',
} as const;

export const PAYMENT = {
  recipient: 'Mia Lindqvist',
  ...ADDRESS,
  'card-number': '4242 4242 4242 4242',
  'card-expiry': '12/49',
  'card-code': '123',
} as const;

export type People = Readonly<Record<'nobody' | keyof typeof DEMO_LOGINS, VisitorClient>>;

/** One client for each kind of caller, signed in. */
export async function everybodyIn(shop: ShopUnderTest): Promise<People> {
  return {
    nobody: shop.client(),
    customer: await shop.logIn('customer'),
    support: await shop.logIn('support'),
    admin: await shop.logIn('admin'),
  };
}
