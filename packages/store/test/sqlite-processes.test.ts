import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeOf, recordOf } from './fixtures.ts';
import { operatorOf, sessionOf } from './server-fixtures.ts';
import { type StartedProcess, startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const site = 'shop';

let directory: TemporaryDirectory;
let file: string;

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'store.db');
});

afterEach(() => directory.remove());

interface Found {
  readonly lineage: string;
  readonly epoch: number;
  /** The last sequence number of each chain. */
  readonly heads: Readonly<Record<string, number>>;
  /** How many records tell of a change that raised the epoch. */
  readonly raised: number;
  readonly redeemed: number;
}

/** Everything the file holds, having checked that no chain has a gap. */
async function look(): Promise<Found> {
  const store = createSqliteStore({ file });
  try {
    const { lineage, switch: state } = await store.switch.read(site);
    const records = await store.audit.read(site, { limit: 100_000 });
    const heads: Record<string, number> = {};
    for (const { chain, sequence } of records) {
      expect(sequence).toBe((heads[chain] ?? 0) + 1);
      heads[chain] = sequence;
    }
    const passes = await store.passes.list(site);
    return {
      lineage,
      epoch: state.epoch,
      heads,
      raised: records.filter(({ kind }) => kind !== 'pass.redeemed').length,
      redeemed: passes.filter(({ redeemedAt }) => redeemedAt !== null).length,
    };
  } finally {
    await store.close();
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

function change(chain: string, count: number): StartedProcess {
  return startProcess({ script: 'change-store.ts', args: [file, chain, String(count)] });
}

describe('several processes', () => {
  it('begin one store together and lose none of each other’s changes', async () => {
    const chains = ['a', 'b', 'c', 'd'];
    const processes = chains.map((chain) => change(chain, 15));
    expect(await Promise.all(processes.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
    const found = await look();
    expect(found.heads).toEqual({ a: 45, b: 45, c: 45, d: 45 });
    expect([found.epoch, found.raised, found.redeemed]).toEqual([120, 120, 60]);
    for (const { lines } of processes) expect(lines[0]).toBe(found.lineage);
    expect(integrity()).toBe('ok');
  });

  it('hear of each other’s changes', async () => {
    const store = createSqliteStore({ file });
    await store.switch.read(site);
    const listener = startProcess({ script: 'listen.ts', args: [file] });
    await listener.printed(1);
    // What needs no enforcing wakes nobody.
    await store.audit.append(site, [recordOf('a', 1)]);
    await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('a', 2) }));
    await listener.printed(2);
    expect(listener.lines).toEqual(['0', '1']);
    expect(await listener.ended).toBe(0);
    const hinted = new Promise<void>((resolve) => {
      store.switch.subscribe(site, resolve);
    });
    const changer = change('b', 1);
    await hinted;
    expect(await changer.ended).toBe(0);
    await store.close();
  });
});

describe('several processes that want the same', () => {
  it('agree on one: the first operator, a time step, a session’s new token; no count is lost', async () => {
    const rounds = Array.from({ length: 25 }, (_, round) => round);
    const names = ['a', 'b', 'c', 'd'];
    const store = createSqliteStore({ file });
    const ada = operatorOf('ada', site);
    await store.operators.create(site, ada, { onlyFirst: true, record: recordOf('setup', 1) });
    for (const round of rounds) {
      const options = { operatorVersion: 1, record: null };
      await store.sessions.open(sessionOf(`${round}`, ada), options);
    }
    const racers = names.map((name) =>
      startProcess({ script: 'race-operators.ts', args: [file, name, String(rounds.length)] }),
    );
    await Promise.all(racers.map(({ printed }) => printed(1)));
    await store.switch.change('start', changeOf({ expectedEpoch: 0, record: recordOf('setup', 1) }));
    expect(await Promise.all(racers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);

    const won = racers.flatMap(({ lines }) => lines.slice(1)).sort();
    const each = rounds.flatMap((round) => [`first of site ${round}`, `session ${round}`, `step ${round}`]);
    // A later step that somebody used up takes the earlier ones along.
    const steps = (lines: readonly string[]) => lines.filter((line) => line.startsWith('step '));
    const others = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('step '));
    expect(others(won)).toEqual(others(each).sort());
    expect(new Set(steps(won)).size).toBe(steps(won).length);
    expect(steps(won)).toContain(`step ${rounds.length - 1}`);

    for (const round of rounds) expect(await store.operators.list(`site ${round}`)).toHaveLength(1);
    const records = await store.audit.read(site, { limit: 1000 });
    expect(records.length).toBe(1 + rounds.length);
    expect(await store.sessions.list(site)).toHaveLength(rounds.length);
    const [most] = await store.ledger.read(site, { windowId: 'w1', limit: 1 });
    expect([most?.route, most?.count]).toEqual(['/orders', names.length * rounds.length]);
    const [window] = await store.ledger.windows(site);
    expect(window?.refused).toBe(2 * names.length * rounds.length);
    await store.close();
  });
});

describe('a process killed with SIGKILL', () => {
  it('at 20 random moments loses nothing acknowledged and leaves nothing half done', async () => {
    let epoch = 0;
    let lineage: string | null = null;
    for (let round = 0; round < 20; round += 1) {
      const chain = `killed-${round}`;
      const changer = change(chain, 100_000);
      // The first rounds strike while the file is being made.
      if (round >= 3) await changer.printed(1 + Math.floor(Math.random() * 30));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * (round >= 3 ? 3 : 50)));
      changer.kill('SIGKILL');
      await changer.ended;

      expect(changer.lines.join('\n'), 'it worked until it was killed').not.toContain('PORTCULLIS');
      const acknowledged = Math.max(0, changer.lines.length - 1);
      const found = await look();
      const stored = found.heads[chain] ?? 0;
      expect(stored, 'the records of everything acknowledged').toBeGreaterThanOrEqual(acknowledged);
      expect(stored, 'and at most one that was not').toBeLessThanOrEqual(acknowledged + 1);
      expect(found.epoch, 'as many changes as records of changes').toBe(found.raised);
      expect(found.epoch, 'the epoch never falls').toBeGreaterThanOrEqual(epoch);
      if (lineage !== null) expect(found.lineage).toBe(lineage);
      expect(integrity()).toBe('ok');
      epoch = found.epoch;
      lineage = found.lineage;
    }
    expect(epoch).toBeGreaterThan(40);
  });

  it('leaves its log behind, and a copy of file and log has everything', async () => {
    const changer = change('a', 100_000);
    await changer.printed(10);
    changer.kill('SIGKILL');
    await changer.ended;
    const acknowledged = changer.lines.length - 1;
    for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${file}.copy${end}`);
    file = `${file}.copy`;
    expect((await look()).heads.a).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('a disk that takes no more', () => {
  it('refuses the change, keeps all before it, and goes on once there is room', async () => {
    const before = change('before', 1);
    expect(await before.ended).toBe(0);
    const changer = startProcess({
      script: 'change-store.ts',
      args: [file, 'limited', '100000'],
      fileSizeBlocks: 400,
    });
    expect(await changer.ended).toBe(1);
    const last = changer.lines.at(-1) ?? '';
    expect(last).toMatch(/^PORTCULLIS_STORE_UNAVAILABLE/);
    expect(last).toContain(file);
    expect(last).toContain('Nothing of this operation was stored');
    const acknowledged = changer.lines.length - 2;
    expect(acknowledged).toBeGreaterThan(5);
    const found = await look();
    expect(found.heads).toEqual({ before: 3, limited: acknowledged });
    expect(found.epoch).toBe(found.raised);
    expect(integrity()).toBe('ok');
    expect(await change('after', 1).ended).toBe(0);
    expect((await look()).heads).toEqual({ after: 3, before: 3, limited: acknowledged });
  });
});
