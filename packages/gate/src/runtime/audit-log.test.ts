import { beforeAll, describe, expect, it } from 'vitest';
import { deriveKeyBytes, importSigningKey } from '../identity/index.ts';
import type { AuditRecord, AuditSeal } from '../model/audit.ts';
import { PortcullisError } from '../model/error.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { HostState } from '../ports/host-state.ts';
import type { AuditStore } from '../ports/store.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { AuditEntry } from './audit-chain.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { silentLogger } from './logger.ts';
import { createTally } from './tally.ts';
import { unwrittenAudit } from './unwritten-audit.ts';
import { verifyAudit } from './verify-audit.ts';

/** How the store takes the next appends: as it should, not at all, or without its answer arriving. */
type Behaviour = 'well' | 'away' | 'stores without answering';

interface FakeStore extends AuditStore {
  readonly chainsByName: Map<string, AuditRecord[]>;
  readonly sealed: AuditSeal[];
  /** One for each append to come; then it behaves as `always`. */
  readonly next: Behaviour[];
  always: Behaviour;
  headBehaviour: Behaviour;
  sealBehaviour: Behaviour;
  /** While set, appends wait for it. */
  gate: Promise<void> | null;
}

const away = () => new PortcullisError('PORTCULLIS_STORE_UNAVAILABLE', 'the store is away');

function fakeStore(): FakeStore {
  const chainsByName = new Map<string, AuditRecord[]>();
  const sealed: AuditSeal[] = [];
  const store: FakeStore = {
    chainsByName,
    sealed,
    next: [],
    always: 'well',
    headBehaviour: 'well',
    sealBehaviour: 'well',
    gate: null,
    async append(_, records) {
      await store.gate;
      const behaviour = store.next.shift() ?? store.always;
      if (behaviour === 'away') throw away();
      const [first] = records;
      if (first === undefined) return;
      const chain = chainsByName.get(first.chain) ?? [];
      if (first.sequence !== chain.length + 1) {
        throw new PortcullisError(
          'PORTCULLIS_AUDIT_UNWRITABLE',
          `number ${chain.length + 1}, got ${first.sequence}`,
        );
      }
      chainsByName.set(first.chain, [...chain, ...records]);
      if (behaviour === 'stores without answering') throw away();
    },
    read: async () => [...chainsByName.values()].flat(),
    async head(_, chain) {
      if (store.headBehaviour !== 'well') throw away();
      return chainsByName.get(chain)?.at(-1) ?? null;
    },
    async seal(_, seal) {
      if (store.sealBehaviour !== 'well') throw away();
      sealed.push(seal);
    },
    seals: async () => sealed,
    chains: async () => [...chainsByName.keys()].sort(),
  };
  return store;
}

interface Logged {
  readonly level: 'error' | 'warn' | 'info';
  readonly details: Record<string, unknown>;
  readonly message: string;
}

interface Started {
  readonly store: FakeStore;
  readonly log: AuditLog;
  readonly logged: Logged[];
  readonly hostSeals: AuditSeal[];
  hostFails: boolean;
}

let key: SigningKey;
beforeAll(async () => {
  key = await importSigningKey(await deriveKeyBytes(new Uint8Array(32).fill(7), 'audit'));
});

function start({ longestQueue, host = true }: { longestQueue?: number; host?: boolean } = {}): Started {
  const store = fakeStore();
  const logged: Logged[] = [];
  const hostSeals: AuditSeal[] = [];
  const note =
    (level: Logged['level']) =>
    (details: Record<string, unknown>, message: string): void =>
      void logged.push({ level, details, message });
  let at = 1_000;
  const started = { store, logged, hostSeals, hostFails: false };
  const seal: HostState['seal'] = async (_, taken) => {
    if (started.hostFails) throw away();
    hostSeals.push(taken);
  };
  const log = createAuditLog({
    site: 'shop',
    chain: 'alpha',
    store,
    host: host ? ({ seal } as HostState) : null,
    key,
    clock: { wallMs: () => at++, monotonicMs: () => at },
    logger: { error: note('error'), warn: note('warn'), info: note('info') },
    ...(longestQueue !== undefined && { longestQueue }),
  });
  return Object.assign(started, { log });
}

/** The tally looks at nothing else of a request. */
const requestOf = (method: string) =>
  ({ raw: { method }, target: { path: '/pass', malformed: null } }) as unknown as CanonicalRequest;
const entryOf = (path: string): AuditEntry => ({ kind: 'bypass.used', actor: 'ada', data: { path } });
const pathsOf = (records: readonly AuditRecord[] = []) =>
  records
    .filter(({ kind }) => kind === 'bypass.used')
    .map(({ data }) => (JSON.parse(data) as { path: string }).path);
const droppedOf = (records: readonly AuditRecord[] = []) =>
  records
    .filter(({ kind }) => kind === 'entries.dropped')
    .reduce((sum, { data }) => sum + (JSON.parse(data) as { count: number }).count, 0);
const verify = ({ store, hostSeals }: Started) =>
  verifyAudit({
    records: [...store.chainsByName.entries()].sort().flatMap(([, records]) => records),
    seals: [...store.sealed, ...hostSeals],
    keys: [key],
  });
/** The store as it was when its chain had this many records. */
const restore = ({ store }: Started, length: number): void => {
  store.chainsByName.set('alpha', (store.chainsByName.get('alpha') ?? []).slice(0, length));
};
const unwritable = { code: 'PORTCULLIS_AUDIT_UNWRITABLE' };

describe('a store whose chain is shorter than this process wrote', () => {
  const writers: Readonly<Record<string, (started: Started) => Promise<unknown>>> = {
    write: ({ log }) => log.write(entryOf('/after')),
    flush: ({ log }) => {
      log.enqueue(entryOf('/after'));
      return log.flush();
    },
    writeWith: async ({ log, store }) => {
      const result = await log.writeWith(entryOf('/after'), async (record) => {
        await store.append('shop', [record]);
        return { stored: true, result: record.chain };
      });
      expect(result).toBe('alpha.2');
    },
  };
  it.each(Object.entries(writers))('%s goes on in a new chain that names the old one', async (_, act) => {
    const started = start();
    for (const path of ['/1', '/2', '/3']) await started.log.write(entryOf(path));
    const third = started.store.chainsByName.get('alpha')?.at(-1);
    await started.log.seal();
    restore(started, 1);
    await act(started);

    const [first, second] = started.store.chainsByName.get('alpha.2') ?? [];
    expect(first).toMatchObject({ sequence: 1, kind: 'chain.continued', actor: 'alpha' });
    expect(JSON.parse(first?.data ?? '')).toEqual({
      chain: 'alpha',
      sequence: 3,
      hash: third?.hash,
      found: 1,
    });
    expect(pathsOf(second && [second])).toEqual(['/after']);
    await started.log.write(entryOf('/later'));
    expect(pathsOf(started.store.chainsByName.get('alpha.2'))).toEqual(['/after', '/later']);

    // The new chain is sealed although a head of the same number was sealed before.
    await started.log.seal();
    expect(started.hostSeals.map(({ chain, sequence }) => [chain, sequence])).toEqual([
      ['alpha', 3],
      ['alpha.2', 3],
    ]);
    expect((await verify(started)).findings).toEqual([
      {
        chain: 'alpha',
        sequence: 3,
        problem: 'the chain ends at 1, but 3 was sealed: records were cut; the log goes on in alpha.2',
      },
    ]);
    expect(started.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('is a finding also when nothing of what was cut had been sealed', async () => {
    const started = start();
    for (const path of ['/1', '/2']) await started.log.write(entryOf(path));
    restore(started, 0);
    await started.log.write(entryOf('/3'));
    expect((await verify(started)).findings).toEqual([
      {
        chain: 'alpha',
        sequence: 2,
        problem: 'the chain is missing altogether, but alpha.2 goes on from 2: records were cut',
      },
    ]);
  });

  it('happens twice: the third chain takes no name that was used', async () => {
    const started = start();
    await started.log.write(entryOf('/1'));
    restore(started, 0);
    await started.log.write(entryOf('/2'));
    started.store.chainsByName.clear();
    await started.log.write(entryOf('/3'));
    expect([...started.store.chainsByName.keys()]).toEqual(['alpha.3']);
  });

  it('is no reason to try for ever: a store that loses the new chain at once is unwritable', async () => {
    const started = start();
    await started.log.write(entryOf('/1'));
    let asked = 0;
    const refusing = started.log.writeWith(entryOf('/2'), async () => {
      asked += 1;
      started.store.chainsByName.clear();
      throw new PortcullisError('PORTCULLIS_AUDIT_UNWRITABLE', 'number 1, got 2');
    });
    await expect(refusing).rejects.toMatchObject(unwritable);
    expect(asked).toBe(2);
  });

  it.each([
    ['that is no matter of order', 0, 'PORTCULLIS_STORE_UNAVAILABLE'],
    ['while the store has the same end', 1, 'PORTCULLIS_AUDIT_UNWRITABLE'],
  ] as const)('begins nothing anew for a refusal %s', async (_, length, code) => {
    const started = start();
    await started.log.write(entryOf('/1'));
    restore(started, length);
    let asked = 0;
    const refusing = started.log.writeWith(entryOf('/2'), async () => {
      asked += 1;
      throw new PortcullisError(code, 'refused');
    });
    await expect(refusing).rejects.toMatchObject({ code });
    expect([asked, started.store.chainsByName.has('alpha.2')]).toEqual([1, false]);
  });

  it('has it from an earlier process of the same id: a name that is free is found', async () => {
    const earlier = start();
    await earlier.log.write(entryOf('/1'));
    restore(earlier, 0);
    await earlier.log.write(entryOf('/2'));
    const later = start();
    for (const name of ['alpha', 'alpha.2']) {
      later.store.chainsByName.set(name, earlier.store.chainsByName.get('alpha.2') ?? []);
    }
    await later.log.write(entryOf('/3'));
    expect(pathsOf(later.store.chainsByName.get('alpha.3'))).toEqual(['/3']);
  });
});

describe('an acknowledgement that was lost', () => {
  it('of a write that is stored is made up for by asking', async () => {
    const started = start();
    started.store.next.push('stores without answering');
    await started.log.write(entryOf('/1'));
    await started.log.write(entryOf('/2'));
    expect(pathsOf(started.store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...started.store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('of a write is settled later when the store cannot be asked now', async () => {
    const started = start();
    started.store.next.push('stores without answering');
    started.store.headBehaviour = 'away';
    await expect(started.log.write(entryOf('/1'))).rejects.toMatchObject(unwritable);
    await expect(started.log.write(entryOf('/2'))).rejects.toMatchObject(unwritable);
    started.store.headBehaviour = 'well';
    await started.log.write(entryOf('/3'));
    expect(pathsOf(started.store.chainsByName.get('alpha'))).toEqual(['/1', '/3']);
    expect([...started.store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('of a flush puts nothing on record twice', async () => {
    const started = start();
    started.store.next.push('stores without answering');
    started.store.headBehaviour = 'away';
    started.log.enqueue(entryOf('/1'));
    await expect(started.log.flush()).rejects.toMatchObject(unwritable);
    started.store.headBehaviour = 'well';
    started.log.enqueue(entryOf('/2'));
    await started.log.flush();
    expect(pathsOf(started.store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
  });

  it('of an operation is told, and the chain goes on behind it', async () => {
    const started = start();
    const { log, store } = started;
    store.next.push('stores without answering');
    const operation = log.writeWith(entryOf('/1'), async (record) => {
      await store.append('shop', [record]);
      return { stored: true, result: null };
    });
    await expect(operation).rejects.toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' });
    await log.write(entryOf('/2'));
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
  });
});

describe('writeWith', () => {
  it('uses the number again when the operation did not store the record', async () => {
    const { log, store } = start();
    const unused = await log.writeWith(entryOf('/1'), async () => ({ stored: false, result: 'conflict' }));
    expect(unused).toBe('conflict');
    expect((await log.write(entryOf('/2'))).sequence).toBe(1);
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/2']);
  });
});

describe('the queue', () => {
  it('keeps what a failed flush could not write, and counts what it had no room for', async () => {
    const { log, store } = start({ longestQueue: 3 });
    for (const path of ['/1', '/2']) log.enqueue(entryOf(path));
    store.always = 'away';
    const failing = log.flush();
    // Queued while the flush runs: with the two that fail there is room for one more.
    for (const path of ['/3', '/4', '/5']) log.enqueue(entryOf(path));
    await expect(failing).rejects.toMatchObject(unwritable);
    await expect(log.flush()).rejects.toMatchObject(unwritable);
    log.enqueue(entryOf('/6'));
    store.always = 'well';
    await log.flush();
    const records = store.chainsByName.get('alpha') ?? [];
    expect(pathsOf(records)).toEqual(['/1', '/2', '/3']);
    expect(pathsOf(records).length + droppedOf(records)).toBe(6);
  });

  it('counts a loss once, however many flushes overlap', async () => {
    const { log, store } = start({ longestQueue: 1 });
    for (const path of ['/1', '/2', '/3']) log.enqueue(entryOf(path));
    let open = (): void => undefined;
    store.gate = new Promise((resolve) => {
      open = resolve;
    });
    const flushes = [log.flush()];
    await Promise.resolve();
    for (const path of ['/4', '/5']) log.enqueue(entryOf(path));
    flushes.push(log.flush(), log.flush());
    open();
    await Promise.all(flushes);
    const counted = () => {
      const records = store.chainsByName.get('alpha');
      return pathsOf(records).length + droppedOf(records);
    };
    expect(counted()).toBe(5);
    for (const path of ['/6', '/7', '/8']) log.enqueue(entryOf(path));
    await log.flush();
    expect(counted()).toBe(8);
  });

  it('is written when a flush resolves, also what was queued while another one ran', async () => {
    const { log, store } = start();
    log.enqueue(entryOf('/1'));
    const first = log.flush();
    log.enqueue(entryOf('/2'));
    await log.flush();
    await first;
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
  });

  it('lets no flushes pile up behind a store that hangs', async () => {
    const { log, store } = start();
    store.always = 'away';
    log.enqueue(entryOf('/1'));
    let appends = 0;
    const { append } = store;
    store.append = (site, records) => {
      appends += 1;
      return append(site, records);
    };
    await Promise.allSettled(Array.from({ length: 20 }, () => log.flush()));
    expect(appends).toBeLessThanOrEqual(2);
  });
});

describe('a tally', () => {
  it('is written with each flush, once the store is back as one record, however long it was away', async () => {
    const { log, store } = start({ longestQueue: 2 });
    const tally = createTally('pass.refused', 'alpha');
    log.include(tally);
    store.always = 'away';
    for (let round = 0; round < 5; round += 1) {
      tally.count('unusable', requestOf('GET'));
      await expect(log.flush()).rejects.toMatchObject(unwritable);
    }
    store.always = 'well';
    await log.flush();
    const records = store.chainsByName.get('alpha') ?? [];
    expect(records.map(({ kind, data }) => [kind, data])).toEqual([
      ['pass.refused', '{"counts":{"unusable GET /pass":1}}'],
      ['pass.refused', '{"counts":{"unusable GET /pass":4}}'],
    ]);
    await log.flush();
    expect(store.chainsByName.get('alpha')).toHaveLength(2);
  });

  it('goes to the log of a gate without a store', async () => {
    const warned: unknown[] = [];
    const log = unwrittenAudit({ ...silentLogger, warn: (fields) => void warned.push(fields.entry) });
    const tally = createTally('pass.refused', 'alpha');
    log.include(tally);
    tally.count('unusable', requestOf('POST'));
    await log.flush();
    await log.flush();
    expect(warned).toMatchObject([{ kind: 'pass.refused', data: { counts: { 'unusable POST /pass': 1 } } }]);
  });
});

describe('a seal', () => {
  it('that one place refused is logged, and tried again', async () => {
    const started = start();
    const { log, store, logged, hostSeals } = started;
    await log.write(entryOf('/1'));
    store.sealBehaviour = 'away';
    await log.seal();
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([{ details: { place: 'store' } }]);
    expect(hostSeals).toHaveLength(1);
    store.sealBehaviour = 'well';
    await log.seal();
    expect(store.sealed).toHaveLength(1);
  });

  it.each([true, false])('that no place took is no seal (with a disk: %s)', async (host) => {
    const started = start({ host });
    const { log, store, logged } = started;
    await log.write(entryOf('/1'));
    store.sealBehaviour = 'away';
    started.hostFails = true;
    await expect(log.seal()).rejects.toMatchObject(unwritable);
    expect(logged.map(({ message }) => message)).not.toContain('audit sealed');
    expect(logged.map(({ details }) => details.place)).toEqual(host ? ['store', 'host'] : ['store']);
    started.hostFails = false;
    store.sealBehaviour = 'well';
    await log.seal();
    expect(store.sealed).toHaveLength(1);
  });

  it('is put down once for each head', async () => {
    const { log, store } = start();
    await log.seal();
    expect(store.sealed).toEqual([]);
    await log.write(entryOf('/1'));
    await log.seal();
    await log.seal();
    expect(store.sealed).toHaveLength(1);
  });
});
