import { afterEach, describe, expect, it } from 'vitest';
import { conducting, isStill, missing } from './testing/conduct.ts';
import { opening } from './testing/model-opening.ts';
import { ModelSite, until } from './testing/model-site.ts';

const { conduct } = conducting(afterEach);

describe('turning on', () => {
  it('pauses workers, waits for what runs, then closes and drains databases', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    queue.inHand = 1;
    site.requestsMissing = ['POST /checkout runs'];
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => queue.isPaused && site.transition?.phase === 'drain', 'draining');
    await until(site, () => missing(conductor).some((line) => line.includes('send 1')), 'the job, named');
    expect(missing(conductor)).toContain('POST /checkout runs');
    expect(database.standing.state).toBe('open');
    queue.inHand = 0;
    await until(site, () => !missing(conductor).some((line) => line.includes('mails')), 'a drained queue');
    expect(database.standing.state).toBe('open');
    site.requestsMissing = [];
    await until(site, isStill(conductor), 'stillness');
    expect(site.events).toEqual(['switch read-only', 'pause mails', 'close orders', 'drained orders']);
    expect(conductor.view().setback).toBe(null);
    expect(site.errors).toEqual([]);
  });

  it('waits for transactions by name, and is not still before', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    database.transactions = ['pid 4711, app, 12 s: UPDATE orders'];
    site.turn('closed');
    const conductor = conduct(site);
    const line = 'database orders: pid 4711, app, 12 s: UPDATE orders may still commit';
    await until(site, () => missing(conductor).includes(line), 'the transaction, named');
    expect(conductor.view().stillSince).toBe(null);
    database.transactions = [];
    await until(site, isStill(conductor), 'stillness');
  });

  it('is never still where no database is declared, nor while a hole is known', async () => {
    const site = new ModelSite();
    site.worker('mails');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    await until(site, () => missing(conductor).length === 0, 'nothing missing');
    expect(conductor.view().stillSince).toBe(null);

    const other = new ModelSite();
    const database = other.database('orders');
    database.holes = ['Writes to public.late are not refused'];
    other.turn('read-only');
    const second = conduct(other);
    // Not for a moment either: holes are looked for before anything is claimed.
    const claims: (number | null)[] = [];
    second.subscribe(() => claims.push(second.view().stillSince));
    await until(other, () => missing(second).some((line) => line.includes('public.late')), 'the hole, named');
    expect(claims.length).toBeGreaterThan(0);
    expect(new Set(claims)).toEqual(new Set([null]));
    expect(missing(second)).toEqual(['database orders: Writes to public.late are not refused']);
    database.holes = [];
    await until(other, isStill(second), 'stillness, once it is mended');
  });

  it('names a queue that is gone, goes on at the deadline, and pauses it once it is back', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    queue.problem = 'connection refused';
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, freeze: 60, workers: 60 } };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(
      site,
      () => missing(conductor).includes('worker mails: connection refused'),
      'the queue, named',
    );
    await until(site, () => database.standing.state === 'closed', 'a closed database');
    expect(conductor.view().stillSince).toBe(null);
    expect(conductor.view().setback).toMatchObject({
      kind: 'left-behind',
      details: ['worker mails: connection refused'],
    });
    queue.problem = null;
    await until(site, isStill(conductor), 'stillness');
    expect(queue.isPaused).toBe(true);
  });

  it('names a worker that takes up jobs although it is paused', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    site.database('orders');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    queue.begun = [{ name: 'send', id: '7', since: Date.now() + 10_000, by: 'host 2' }];
    await until(site, () => conductor.view().stillSince === null, 'the end of stillness');
    expect(missing(conductor).join()).toContain('a job began all the same: send 7');
    expect(missing(conductor).join()).toContain('by host 2');
  });

  it('never calls drained what cannot be counted', async () => {
    const site = new ModelSite();
    site.worker('legacy').isCounted = false;
    site.database('orders');
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, workers: 50 } };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    expect(missing(conductor)).toEqual(['worker legacy: what it has in hand cannot be counted']);
    expect(conductor.view().stillSince).toBe(null);
  });

  it('is not still any more when a worker has not answered for long', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    site.database('orders');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    queue.hangs = true;
    await until(site, () => queue.asked > 0, 'a question without an answer');
    site.passedMs = 11_000;
    await until(
      site,
      () => missing(conductor).includes('worker mails: it has not answered lately'),
      'the silence, named',
    );
    expect(conductor.view().stillSince).toBe(null);
  });

  it('closes again what somebody opened beside it', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    database.standing = { ...database.standing, state: 'open' };
    await until(site, () => database.standing.state === 'closed', 'a closed database');
  });

  const keptBusy: readonly (readonly ['requests' | 'workers' | 'databases', (site: ModelSite) => void])[] = [
    [
      'requests',
      ({ requestsMissing }) => {
        requestsMissing.push('POST /slow runs');
      },
    ],
    [
      'workers',
      ({ workers }) => {
        for (const worker of workers.values()) worker.inHand = 1;
      },
    ],
    [
      'databases',
      ({ databases }) => {
        for (const database of databases.values()) database.transactions.push('pid 1');
      },
    ],
  ];

  it.each(keptBusy)(
    'takes itself back when %s do not end, where the configuration says so',
    async (what, keepBusy) => {
      const site = new ModelSite();
      const queue = site.worker('mails');
      const database = site.database('orders');
      site.rules = {
        ...site.rules,
        deadlinesMs: { ...site.rules.deadlinesMs, [what]: 60 },
        onTimeout: { ...site.rules.onTimeout, [what]: 'roll-back' },
      };
      keepBusy(site);
      site.turn('read-only');
      const conductor = conduct(site);
      await until(site, () => site.switch.mode === 'open' && site.transition === null, 'everything open');
      expect([queue.isPaused, database.standing.state]).toEqual([false, 'open']);
      expect(conductor.view().setback?.kind).toBe('rolled-back');
      expect(conductor.view().setback?.details.length).toBeGreaterThan(0);
    },
  );

  it('cuts requests and transactions at the deadline, where the configuration says so', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.rules = {
      ...site.rules,
      deadlinesMs: { ...site.rules.deadlinesMs, requests: 40, databases: 40 },
      onTimeout: { ...site.rules.onTimeout, requests: 'cut', databases: 'cut' },
    };
    site.requestsMissing = ['POST /slow runs'];
    database.transactions = ['pid 1'];
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    expect(site.isCut).toBe(true);
    expect(database.transactions).toEqual([]);
  });
});

describe('turning off', () => {
  it('opens databases, then the site, then starts workers; what was stopped before stays so', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const kept = site.worker('imports');
    const database = site.database('orders');
    const archive = site.database('archive');
    kept.isPaused = true;
    archive.standing = { ...archive.standing, state: 'closed', reason: 'legal hold', closedBy: 'ada' };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    site.events.length = 0;
    expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
    await until(site, () => site.transition === null, 'the end');
    expect(site.events).toEqual(['open orders', 'switch open', 'resume mails']);
    expect([queue.isPaused, kept.isPaused]).toEqual([false, true]);
    expect([database.standing.state, archive.standing]).toMatchObject([
      'open',
      { state: 'closed', reason: 'legal hold' },
    ]);
  });

  it('opens nothing when a database cannot be reached, and says so; with anyway it goes on', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    site.rules = {
      ...site.rules,
      deadlinesMs: { ...site.rules.deadlinesMs, checks: 60, openGuards: 60 },
    };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    database.problem = 'connection refused';
    expect(await conductor.open(opening(site))).toEqual({
      kind: 'given-up',
      details: ['database orders: connection refused'],
    });
    expect([site.switch.mode, queue.isPaused]).toEqual(['read-only', true]);
    expect(conductor.view().setback?.kind).toBe('not-opened');
    expect(await conductor.open(opening(site, { anyway: true }))).toEqual({ kind: 'opened' });
    expect(site.switch.mode).toBe('open');
    // It is opened as soon as it answers.
    database.problem = null;
    await until(site, () => site.transition === null, 'the end');
    expect([database.standing.state, queue.isPaused]).toEqual(['open', false]);
  });

  it('tells what came while a worker was paused, once it goes on', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => queue.isPaused && site.transition?.phase === 'watch', 'a paused queue');
    queue.stopped = [{ name: 'letter', held: 3, skipped: 1 }];
    expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
    await until(site, () => site.transition === null, 'the end');
    expect(site.events.slice(-2)).toEqual(['resume mails', 'mails: letter 3 held, 1 skipped']);
  });

  it('opens no database while a worker cannot be reached', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, checks: 400 } };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    queue.problem = 'connection refused';
    // A look that ended in this very millisecond is taken for an answer.
    await new Promise((resolve) => setTimeout(resolve, 3));
    expect(await conductor.open(opening(site))).toEqual({
      kind: 'given-up',
      details: ['worker mails: connection refused'],
    });
    expect([site.switch.mode, database.standing.state]).toEqual(['read-only', 'closed']);
    expect(site.events).not.toContain('open orders');
    // Nor is it called anything else than closed meanwhile.
    expect(missing(conductor)).toEqual(['worker mails: connection refused']);
    expect(site.transition?.parts.map(({ did }) => did)).toEqual(['stopped', 'stopped']);
  });

  it('closes again what it had opened when somebody else changes the switch meanwhile', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    const late = opening(site);
    site.turn('closed');
    expect(await conductor.open(late)).toEqual({
      kind: 'given-up',
      details: ['somebody else changed the switch meanwhile'],
    });
    await until(site, isStill(conductor), 'stillness');
    expect([site.switch.mode, database.standing.state]).toEqual(['closed', 'closed']);
  });

  it('opens an area first: its tables, its workers, and then the rest', async () => {
    const site = new ModelSite();
    const queue = site.worker('uploads', ['uploads']);
    const all = site.worker('mails');
    const database = site.database('orders', {
      checkout: ['public.orders', 'public.payments'],
      uploads: ['public.files'],
    });
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    site.events.length = 0;
    const first = opening(site);
    const wanted = { mode: 'read-only', areas: { uploads: 'open' } } as const;
    await conductor.open({ ...first, request: { ...first.request, ...wanted } });
    await until(site, () => !queue.isPaused && database.standing.state === 'closed', 'an open area');
    expect(site.events.slice(0, 2)).toEqual([
      'close orders public.orders public.payments',
      'switch read-only',
    ]);
    expect(all.isPaused).toBe(true);
    await until(site, () => missing(conductor).length > 0, 'what is missing');
    expect(conductor.view().stillSince).toBe(null);
    await conductor.open(opening(site));
    await until(site, () => site.transition === null, 'the end');
    expect([database.standing.state, all.isPaused]).toEqual(['open', false]);
  });

  it('does not forget a database that the configuration names no more: it is closed still', async () => {
    const site = new ModelSite();
    site.worker('mails');
    const database = site.database('orders');
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, checks: 400, openGuards: 400 } };
    site.turn('read-only');
    const first = site.conductor('first');
    await until(site, isStill(first), 'stillness');
    await first.close();
    site.databases.delete('orders');
    const second = conduct(site, 'second');
    const line = 'database orders: the configuration does not name it any more';
    await until(site, () => missing(second).includes(line), 'the database, named');
    expect(await second.open(opening(site))).toEqual({ kind: 'given-up', details: [line] });
    expect(site.switch.mode).toBe('read-only');
    expect(await second.open(opening(site, { anyway: true }))).toEqual({ kind: 'opened' });
    await until(site, () => site.transition === null, 'the end');
    expect(database.standing.state).toBe('closed');
    expect(second.view().setback?.details).toEqual([
      'database orders stays as it is: the configuration does not name it any more',
    ]);
  });

  it('starts again what a switch no longer stops that was changed without it', async () => {
    const site = new ModelSite();
    const queue = site.worker('mails');
    const database = site.database('orders');
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    site.turn('open');
    await until(site, () => site.transition === null, 'the end');
    expect([queue.isPaused, database.standing.state]).toEqual([false, 'open']);
  });
});

describe('exactly one', () => {
  it('conducts; the other says who, and takes over when that one is gone', async () => {
    const site = new ModelSite();
    site.worker('mails');
    site.database('orders');
    site.turn('read-only');
    const first = site.conductor('first');
    await until(site, () => first.view().stillSince !== null, 'stillness');
    const second = conduct(site, 'second');
    await until(site, () => second.view().conductedBy === 'first', 'the other, named');
    await expect(second.open(opening(site))).rejects.toThrow(/first/);
    await first.close();
    await until(site, isStill(second), 'stillness');
    expect(site.events.filter((event) => event.startsWith('close'))).toEqual(['close orders']);
  });
});
