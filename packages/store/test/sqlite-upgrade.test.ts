import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFirstVersion, createSecondVersion, createThirdVersion } from './earlier-versions.ts';
import { changeOf, recordOf } from './fixtures.ts';
import { incidentOf, transitionOf } from './server-fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';

let directory: TemporaryDirectory;
let file: string;

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'store.db');
});

afterEach(() => directory.remove());

/** Tables, their columns, and indexes, as SQLite tells them. */
function schemaOf(path: string): readonly unknown[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare(
        `select type, name, tbl_name, sql from sqlite_schema where name not like 'portcullis_migration%' order by name`,
      )
      .all();
  } finally {
    database.close();
  }
}

function integrity(): unknown {
  const database = new Database(file);
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
}

async function openOnce(path: string): Promise<void> {
  const store = createSqliteStore({ file: path });
  await store.switch.read(site);
  await store.close();
}

async function look(): Promise<readonly unknown[]> {
  const store = createSqliteStore({ file });
  try {
    const { switch: state, passes } = await store.switch.read(site);
    const { mode, epoch, windowId } = state;
    const oldest = await store.audit.read(site, { chain: 'a', limit: 1 });
    return [mode, epoch, windowId, passes.map(({ id }) => id), oldest];
  } finally {
    await store.close();
  }
}

const asItWas = ['read-only', 7, 'window 1', ['p'], [recordOf('a', 1)]];

describe('a file of the first version', () => {
  it('keeps all it holds, and can do what this version can', async () => {
    await createFirstVersion(file, 50);
    const store = createSqliteStore({ file });
    const { switch: state, passes } = await store.switch.read(site);
    expect([state.mode, state.epoch, state.windowId, state.areas]).toEqual([
      'read-only',
      7,
      'window 1',
      { checkout: 'closed' },
    ]);
    const ada = { kind: 'shell', name: 'ada' };
    expect([state.actor, state.setBy, state.opened]).toEqual([ada, ada, null]);
    expect(passes.map(({ id, windowId }) => [id, windowId])).toEqual([['p', 'window 1']]);
    expect(await store.passes.claim(site, 'key', 1)).toBe(false);
    expect((await store.audit.seals(site)).length).toBe(1);
    const newest = { newestFirst: true, kinds: ['switch.changed'], actor: 'ada', limit: 2 } as const;
    expect(await store.audit.read(site, newest)).toEqual([recordOf('a', 50), recordOf('a', 49)]);
    expect(await store.settings.read(site)).toEqual({
      settings: null,
      epoch: 7,
      changedAt: null,
      changedBy: null,
    });
    expect(await store.operators.list(site)).toEqual([]);
    const change = changeOf({ expectedEpoch: 7, record: recordOf('a', 51), mode: 'closed' });
    expect((await store.switch.change(site, change)).kind).toBe('changed');
    await store.close();
  });

  it('has the tables and indexes of a new one afterwards', async () => {
    const fresh = join(directory.path, 'fresh.db');
    await createFirstVersion(file, 3);
    await Promise.all([openOnce(file), openOnce(fresh)]);
    expect(schemaOf(file)).toEqual(schemaOf(fresh));
  });

  it('is upgraded once by several processes that come together, and none loses a change', async () => {
    await createFirstVersion(file, 20_000);
    const chains = ['b', 'c', 'd'];
    const processes = chains.map((chain) =>
      startProcess({ script: 'change-store.ts', args: [file, chain, '3'] }),
    );
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const store = createSqliteStore({ file });
    const heads = await Promise.all(['a', ...chains].map((chain) => store.audit.head(site, chain)));
    expect(heads.map((head) => head?.sequence)).toEqual([20_000, 9, 9, 9]);
    expect((await store.switch.version(site)).epoch).toBe(7 + 3 * 6);
    await store.close();
    expect(integrity()).toBe('ok');
  });

  it('stays what it was when the disk has no room for the upgrade, and is upgraded once there is', async () => {
    await createFirstVersion(file, 20_000);
    const before = schemaOf(file);
    const changer = startProcess({
      script: 'change-store.ts',
      args: [file, 'b', '1'],
      // The log beside the file may have a megabyte; the indexes need more.
      fileSizeBlocks: 2000,
    });
    expect(await changer.ended).toBe(1);
    expect(changer.lines.at(-1)).toMatch(/^PORTCULLIS_STORE_UNAVAILABLE/);
    expect(changer.lines.at(-1)).toContain(file);
    expect(schemaOf(file)).toEqual(before);
    expect(integrity()).toBe('ok');
    expect(await look()).toEqual(asItWas);
    expect(schemaOf(file)).not.toEqual(before);
  });

  it('is whole after a process was killed while it upgraded', async () => {
    for (let round = 0; round < 6; round += 1) {
      file = join(directory.path, `store-${round}.db`);
      await createFirstVersion(file, 10_000);
      const opener = startProcess({ script: 'change-store.ts', args: [file, 'b', '0'] });
      // On a busy machine it may be done before anybody looks: then it is whole for another reason.
      await Promise.race([appeared(`${file}-wal`, opener.ended), opener.ended]);
      await delay(Math.random() * 30);
      opener.kill('SIGKILL');
      await opener.ended;
      expect(await look()).toEqual(asItWas);
      expect(integrity()).toBe('ok');
    }
  });
});

describe('a file of the second version', () => {
  it('keeps all it holds, and takes incidents', async () => {
    await createSecondVersion(file, 3);
    expect(await look()).toEqual(asItWas);
    const store = createSqliteStore({ file });
    expect((await store.operators.list(site)).map(({ name }) => name)).toEqual(['Ada']);
    expect((await store.sessions.find(site, 'token of s'))?.operatorId).toBe('ada');
    expect((await store.keys.find(site, 'token of k'))?.scopes).toEqual(['switch']);
    expect((await store.settings.read(site)).settings?.page.brand).toBe('Shop');
    expect(await store.ledger.windows(site)).toMatchObject([{ entries: 1, refused: 3 }]);
    expect(await store.ledger.read(site, { windowId: 'window 1', limit: 5 })).toHaveLength(1);
    expect(await store.incidents.recent(site, { limit: 5 })).toEqual([]);
    expect(await store.incidents.add(site, incidentOf('i'), { most: 1 })).toBe(true);
    await store.close();
    expect(integrity()).toBe('ok');
  });

  it('has the tables and indexes of a new one afterwards', async () => {
    const fresh = join(directory.path, 'fresh.db');
    await createSecondVersion(file, 3);
    await Promise.all([openOnce(file), openOnce(fresh)]);
    expect(schemaOf(file)).toEqual(schemaOf(fresh));
  });
});

describe('a file of the third version', () => {
  it('keeps all it holds, and takes transitions', async () => {
    await createThirdVersion(file, 3);
    expect(await look()).toEqual(asItWas);
    const store = createSqliteStore({ file });
    expect((await store.operators.list(site)).map(({ name }) => name)).toEqual(['Ada']);
    expect(await store.incidents.find(site, 'i')).toEqual(incidentOf('i'));
    expect(await store.transitions.read(site)).toMatchObject({
      transition: null,
      version: 0,
      conductor: null,
    });
    expect(await store.transitions.claim(site, { id: 'one', leaseMs: 60_000 })).toBe(true);
    const write = { conductorId: 'one', expectedVersion: 0, transition: transitionOf() };
    expect(await store.transitions.write(site, { ...write, record: recordOf('a', 4) })).toBe('written');
    expect((await store.transitions.read(site)).transition).toEqual(transitionOf());
    await store.close();
    expect(integrity()).toBe('ok');
  });

  it('has the tables and indexes of a new one afterwards', async () => {
    const fresh = join(directory.path, 'fresh.db');
    await createThirdVersion(file, 3);
    await Promise.all([openOnce(file), openOnce(fresh)]);
    expect(schemaOf(file)).toEqual(schemaOf(fresh));
  });
});

/** Starting a process takes longer than an upgrade: the log beside the file tells that the file is open. */
async function appeared(path: string, ended: Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 20_000;
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!existsSync(path) && !isOver) {
    if (performance.now() > deadline) throw new Error(`${path} did not appear`);
    await delay(1);
  }
}
