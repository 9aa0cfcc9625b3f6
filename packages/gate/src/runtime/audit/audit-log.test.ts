import { describe, expect, it } from 'vitest';
import { entryOf, pathsOf, startAuditLog, unwritable } from '../../../test/support/audit-log-fixtures.ts';
import type { AuditRecord } from '../../model/audit.ts';
import type { CanonicalRequest } from '../../reading/canonical-request.ts';
import { silentLogger } from '../logger.ts';
import { createTally } from './tally.ts';
import { unwrittenAudit } from './unwritten-audit.ts';

/** The tally looks at nothing else of a request. */
const requestOf = (method: string) =>
  ({ raw: { method }, target: { path: '/pass', malformed: null } }) as unknown as CanonicalRequest;
const droppedOf = (records: readonly AuditRecord[] = []) =>
  records
    .filter(({ kind }) => kind === 'entries.dropped')
    .reduce((sum, { data }) => sum + (JSON.parse(data) as { count: number }).count, 0);

describe('the queue', () => {
  it('keeps what a failed flush could not write, and counts what it had no room for', async () => {
    const { log, store } = await startAuditLog({ longestQueue: 3 });
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
    const { log, store } = await startAuditLog({ longestQueue: 1 });
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
    const { log, store } = await startAuditLog();
    log.enqueue(entryOf('/1'));
    const first = log.flush();
    log.enqueue(entryOf('/2'));
    await log.flush();
    await first;
    expect(pathsOf(store.chainsByName.get('alpha'))).toEqual(['/1', '/2']);
  });

  it('of a long absence is written a thousand at once, and goes on where a store failed in between', async () => {
    const { log, store } = await startAuditLog({ longestQueue: 2_300 });
    for (let count = 1; count <= 2_305; count += 1) log.enqueue(entryOf(`/${count}`));
    store.next.push('well', 'away');
    await expect(log.flush()).rejects.toMatchObject(unwritable);
    expect(store.chainsByName.get('alpha')).toHaveLength(1_000);
    await log.flush();
    const records = store.chainsByName.get('alpha') ?? [];
    expect(pathsOf(records)).toEqual(Array.from({ length: 2_300 }, (_, index) => `/${index + 1}`));
    expect([droppedOf(records), records.at(-1)?.kind]).toEqual([5, 'entries.dropped']);
  });

  it('lets no flushes pile up behind a store that hangs', async () => {
    const { log, store } = await startAuditLog();
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
    const { log, store } = await startAuditLog({ longestQueue: 2 });
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

  it('that goes on is written every ten seconds, not with each entry', async () => {
    const { log, store, clock } = await startAuditLog();
    const tally = createTally('requests.refused', 'alpha');
    log.include(tally);
    const onRecord = () => (store.chainsByName.get('alpha') ?? []).map(({ kind, data }) => `${kind} ${data}`);
    for (let second = 0; second < 25; second += 1) {
      tally.count('read-only-write', requestOf('POST'));
      if (second === 3) log.enqueue(entryOf('/meanwhile'));
      await log.flushDue();
      clock.monotonic += 1_000;
    }
    expect(onRecord()).toEqual([
      'requests.refused {"counts":{"read-only-write POST /pass":1}}',
      'bypass.used {"path":"/meanwhile"}',
      'requests.refused {"counts":{"read-only-write POST /pass":10}}',
      'requests.refused {"counts":{"read-only-write POST /pass":10}}',
    ]);
    // Whoever looks, or stops the gate, gets all of it.
    await log.flush();
    expect(onRecord().at(-1)).toBe('requests.refused {"counts":{"read-only-write POST /pass":4}}');
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
    const started = await startAuditLog();
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
    const started = await startAuditLog({ host });
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
    const { log, store } = await startAuditLog();
    await log.seal();
    expect(store.sealed).toEqual([]);
    await log.write(entryOf('/1'));
    await log.seal();
    await log.seal();
    expect(store.sealed).toHaveLength(1);
  });
});
