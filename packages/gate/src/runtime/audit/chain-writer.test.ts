import { describe, expect, it } from 'vitest';
import {
  entryOf,
  findingsOf,
  pathsOf,
  restore,
  type StartedAuditLog,
  startAuditLog,
  unwritable,
} from '../../../test/support/audit-log-fixtures.ts';
import { PortcullisError } from '../../model/error.ts';

describe('a store whose chain is shorter than this process wrote', () => {
  const writers: Readonly<Record<string, (started: StartedAuditLog) => Promise<unknown>>> = {
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
    const started = await startAuditLog();
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
    expect(await findingsOf(started)).toEqual([
      {
        chain: 'alpha',
        sequence: 3,
        problem: 'the chain ends at 1, but 3 was sealed: records were cut; the log goes on in alpha.2',
        what: { kind: 'cut', end: 1, sealed: 3, goesOnIn: 'alpha.2' },
      },
    ]);
    expect(started.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('is a finding also when nothing of what was cut had been sealed', async () => {
    const started = await startAuditLog();
    for (const path of ['/1', '/2']) await started.log.write(entryOf(path));
    restore(started, 0);
    await started.log.write(entryOf('/3'));
    expect(await findingsOf(started)).toEqual([
      {
        chain: 'alpha',
        sequence: 2,
        problem: 'the chain is missing altogether, but alpha.2 goes on from 2: records were cut',
        what: { kind: 'cut-before', end: null, from: 2, goesOnIn: 'alpha.2' },
      },
    ]);
  });

  it('happens twice: the third chain takes no name that was used', async () => {
    const started = await startAuditLog();
    await started.log.write(entryOf('/1'));
    restore(started, 0);
    await started.log.write(entryOf('/2'));
    started.store.chainsByName.clear();
    await started.log.write(entryOf('/3'));
    expect([...started.store.chainsByName.keys()]).toEqual(['alpha.3']);
  });

  it('is no reason to try for ever: a store that loses the new chain at once is unwritable', async () => {
    const started = await startAuditLog();
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
    const started = await startAuditLog();
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
    const earlier = await startAuditLog();
    await earlier.log.write(entryOf('/1'));
    restore(earlier, 0);
    await earlier.log.write(entryOf('/2'));
    const later = await startAuditLog();
    for (const name of ['alpha', 'alpha.2']) {
      later.store.chainsByName.set(name, earlier.store.chainsByName.get('alpha.2') ?? []);
    }
    await later.log.write(entryOf('/3'));
    expect(pathsOf(later.store.chainsByName.get('alpha.3'))).toEqual(['/3']);
  });
});

describe('an acknowledgement that was lost', () => {
  it('of a write that is stored is made up for by asking', async () => {
    const started = await startAuditLog();
    started.store.next.push('stores without answering');
    await started.log.write(entryOf('/1'));
    await started.log.write(entryOf('/2'));
    expect(pathsOf(started.store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...started.store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('of a write is settled later when the store cannot be asked now', async () => {
    const started = await startAuditLog();
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
    const started = await startAuditLog();
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
    const started = await startAuditLog();
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

describe('a write that arrives only after the store was asked whether it has it', () => {
  it('is found again: the chain goes on behind it', async () => {
    const { log, store, logged } = await startAuditLog();
    store.next.push('arrives late', 'arrives late');
    await expect(log.write(entryOf('/1'))).rejects.toMatchObject(unwritable);
    await expect(log.write(entryOf('/2'))).rejects.toMatchObject(unwritable);
    store.arrive();
    await log.write(entryOf('/3'));
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/3']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('of a flush is on record once', async () => {
    const { log, store } = await startAuditLog();
    store.next.push('arrives late');
    log.enqueue(entryOf('/1'));
    await expect(log.flush()).rejects.toMatchObject(unwritable);
    store.arrive();
    log.enqueue(entryOf('/2'));
    await log.flush();
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('of a flush is on record once although another writer finds it, while the flush waits to try again', async () => {
    const { log, store } = await startAuditLog();
    const heldUp = () => {
      let goOn = (): void => undefined;
      const until = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return { until, goOn: () => goOn() };
    };
    store.next.push('arrives late');
    store.headBehaviour = 'away';
    log.enqueue(entryOf('/1'));
    await expect(log.flush()).rejects.toMatchObject(unwritable);
    store.headBehaviour = 'well';
    // The flush asks whether it is stored, and is told that it is not; another writer comes before it sends it again.
    const [asking, writing] = [heldUp(), heldUp()];
    store.headGate = asking.until;
    const again = log.flush();
    await new Promise(setImmediate);
    store.gate = writing.until;
    const other = log.write(entryOf('/other')).catch(() => null);
    asking.goOn();
    store.headGate = null;
    await new Promise(setImmediate);
    store.arrive();
    writing.goOn();
    store.gate = null;
    await other;
    await again;
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/other']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('is found again, too, where the store could not be asked at once', async () => {
    const { log, store } = await startAuditLog();
    store.next.push('arrives late', 'arrives late');
    store.headBehaviour = 'away';
    await expect(log.write(entryOf('/1'))).rejects.toMatchObject(unwritable);
    store.headBehaviour = 'well';
    await expect(log.write(entryOf('/2'))).rejects.toMatchObject(unwritable);
    store.arrive();
    await log.write(entryOf('/3'));
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/3']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
  });

  it('of an operation is no reason to begin a new chain', async () => {
    const { log, store } = await startAuditLog();
    store.next.push('arrives late');
    const carried = (path: string) =>
      log.writeWith(entryOf(path), async (record) => {
        await store.append('shop', [record]);
        return { stored: true, result: path };
      });
    await expect(carried('/1')).rejects.toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' });
    store.arrive();
    expect(await carried('/2')).toBe('/2');
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
  });
});

describe('a store that refused a record and is gone when it is asked where its chain ends', () => {
  it('is what is told', async () => {
    const started = await startAuditLog();
    await started.log.write(entryOf('/1'));
    restore(started, 0);
    started.store.headBehaviour = 'away';
    const carried = started.log.writeWith(entryOf('/2'), async (record) => {
      await started.store.append('shop', [record]);
      return { stored: true, result: null };
    });
    await expect(carried).rejects.toMatchObject({ code: 'PORTCULLIS_STORE_UNAVAILABLE' });
    started.store.headBehaviour = 'well';
    await started.log.write(entryOf('/3'));
    expect(pathsOf(started.store.chainsByName.get('alpha.2'))).toEqual(['/3']);
  });
});

describe('a record that was refused because it is stored', () => {
  it('is found once the store can be asked: a client had sent it twice by itself', async () => {
    const { log, store, logged } = await startAuditLog();
    log.enqueue(entryOf('/1'));
    store.next.push('refuses what it stores');
    store.headBehaviour = 'away';
    await expect(log.flush()).rejects.toMatchObject(unwritable);
    store.headBehaviour = 'well';
    await log.flush();
    await log.write(entryOf('/2'));
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
    expect([...store.chainsByName.keys()]).toEqual(['alpha']);
    expect(logged.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('writeWith', () => {
  it('uses the number again when the operation did not store the record', async () => {
    const { log, store } = await startAuditLog();
    const unused = await log.writeWith(entryOf('/1'), async () => ({ stored: false, result: 'conflict' }));
    expect(unused).toBe('conflict');
    expect((await log.write(entryOf('/2'))).sequence).toBe(1);
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/2']);
  });
});
