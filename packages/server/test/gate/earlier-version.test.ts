import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConfigInput, parseConfig } from '../../src/index.ts';
import { patience } from '../support/beside-the-server.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

// F31, what of it needs no older program: a host as a version before held webhooks left it, and what that version would find of us.
// Servers of both versions beside each other: npm run prove versions.

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/** Written by the program of that time, which closed the site and was killed. */
interface LeftBehind {
  readonly config: Partial<ConfigInput>;
  readonly schema: readonly string[];
  readonly pragmas: { readonly application_id: number };
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** In its state directory, by name. */
  readonly files: Readonly<Record<string, string>>;
}

const leftBehind = JSON.parse(
  readFileSync(new URL('./earlier-version.json', import.meta.url), 'utf8'),
) as LeftBehind;
const secret = Buffer.alloc(32, 'older version').toString('base64url');

let site: RunningSite;
afterEach(() => site?.close());

/** A server of this version where that one was. */
async function takeOver({ withStore }: { readonly withStore: boolean }): Promise<RunningSite> {
  site = await startSite({ secret, config: leftBehind.config });
  await site.stopServer();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${storeFile()}${suffix}`, { force: true });
  rmSync(join(site.stateDirectory, 'state-default.json'), { force: true });
  if (withStore) fill(storeFile());
  for (const [name, text] of Object.entries(leftBehind.files)) {
    writeFileSync(join(site.stateDirectory, name), text, { mode: 0o600 });
  }
  await site.startServer();
  return site;
}

const storeFile = () => join(site.stateDirectory, 'portcullis.sqlite');

function fill(file: string): void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma(`application_id = ${leftBehind.pragmas.application_id}`);
  for (const statement of leftBehind.schema) database.exec(statement);
  for (const [table, rows] of Object.entries(leftBehind.tables)) {
    for (const row of rows) {
      const names = Object.keys(row);
      database
        .prepare(`insert into "${table}" (${names.join()}) values (${names.map(() => '?').join()})`)
        .run(...Object.values(row));
    }
  }
  database.close();
}

function rowsOf(table: string): readonly Row[] {
  const database = new Database(storeFile(), { readonly: true });
  try {
    return database.prepare(`select * from "${table}"`).all() as readonly Row[];
  } finally {
    database.close();
  }
}

const status = () =>
  site.control.get<{
    readonly word: string;
    readonly switch: { readonly epoch: number; readonly mode: string; readonly reason: string };
  }>('/status');
const answers = async () => [
  (await site.send('/orders')).status,
  (await site.send('/orders', { method: 'POST', body: 'a=1' })).status,
];

describe('what an older version left', () => {
  it('stays shut, has every record in its place, and is switched on and off from there', async () => {
    await takeOver({ withStore: true });
    const { epoch } = leftBehind.tables.switches?.[0] ?? {};
    expect(await answers()).toEqual([503, 503]);
    expect((await status()).switch).toMatchObject({
      epoch,
      mode: 'closed',
      reason: 'an older version closed it',
    });
    // The server of that version was killed on another host: it is named until somebody takes it off.
    const [old] = leftBehind.tables.instances ?? [];
    expect((await status()).word).toBe('not yet enforced');
    await site.control.post(`/instances/${String(old?.id)}/remove`, {
      actor: 'tester',
      reason: 'it is gone',
    });
    await vi.waitUntil(async () => (await status()).word === 'enforced (HTTP only)', patience);
    expect(await site.control.post('/audit/verify', {})).toMatchObject({ findings: [] });
    await site.off();
    await vi.waitUntil(async () => (await answers()).join() === '200,200', patience);
    await site.on({ mode: 'read-only' });
    expect(await answers()).toEqual([200, 503]);
    expect((await status()).switch.epoch).toBeGreaterThan(Number(epoch));
    expect(await site.control.post('/audit/verify', {})).toMatchObject({ findings: [] });
  });

  it('is believed without its store, too', async () => {
    await takeOver({ withStore: false });
    expect(await answers()).toEqual([503, 503]);
    // The store that was made anew knows less than the disk of that version.
    expect((await status()).word).toBe('not yet enforced');
  });
});

/** What one value is, as a reader that drops what it does not know asks for it. */
function kindsIn(value: unknown, at: string): readonly string[] {
  if (typeof value === 'string' && value.startsWith('{')) return kindsIn(JSON.parse(value), at);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [`${at}: ${Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value}`];
  }
  return Object.entries(value).flatMap(([key, of]) => kindsIn(of, `${at}.${key}`));
}

describe('an older version that comes back', () => {
  it('finds all of what it asks for in what this one has written', async () => {
    await takeOver({ withStore: true });
    await site.control.post('/passes', { subject: 'grace', scope: 'write', actor: 'ada', ttlMs: 3_600_000 });
    await site.on({ mode: 'closed' });
    for (const table of ['identity', 'switches', 'passes', 'instances', 'audit_records', 'audit_seals']) {
      const [wanted] = leftBehind.tables[table] ?? [];
      const found = rowsOf(table).at(-1);
      expect(wanted, table).toBeDefined();
      if (table === 'audit_records') {
        expect(Object.keys(found ?? {})).toEqual(expect.arrayContaining(Object.keys(wanted ?? {})));
        continue;
      }
      expect(kindsIn(found, table), table).toEqual(expect.arrayContaining([...kindsIn(wanted, table)]));
    }
    const name = 'state-default.json';
    const kept = readFileSync(join(site.stateDirectory, name), 'utf8');
    expect(kindsIn(kept, name)).toEqual(
      expect.arrayContaining(
        kindsIn(leftBehind.files[name], name).filter((kind) => !kind.includes('.areas.')),
      ),
    );
  });

  it('is told by its name what it does not know of a newer configuration, and starts with nothing left out', () => {
    const options = { directory: '/', defaultStateDirectory: '/', source: 'the test' };
    const input = { ...leftBehind.config, upstream: 'http://127.0.0.1:1' };
    expect(parseConfig(input, options).policy.onStoreLost).toBe('keep');
    expect(() => parseConfig({ ...input, ofTomorrow: 1, policy: { ofTomorrow: 1 } }, options)).toThrow(
      /ofTomorrow[\s\S]*policy\.ofTomorrow/,
    );
  });
});
