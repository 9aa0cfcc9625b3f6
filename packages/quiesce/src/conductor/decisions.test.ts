import { afterEach, describe, expect, it } from 'vitest';
import type { Conductor } from './conductor.ts';
import type { Decided, Decision } from './decision.ts';
import { conducting, isStill, missing } from './testing/conduct.ts';
import { decidedBy, opening } from './testing/model-opening.ts';
import { type ModelDatabase, ModelSite, type ModelWorker, until } from './testing/model-site.ts';

const { conduct, abandonAll } = conducting(afterEach);

interface World {
  readonly site: ModelSite;
  readonly queue: ModelWorker;
  readonly database: ModelDatabase;
  readonly conductor: Conductor;
}

function world(prepare: (world: Omit<World, 'conductor'>) => void = () => undefined): World {
  const site = new ModelSite();
  const parts = { site, queue: site.worker('mails'), database: site.database('orders') };
  prepare(parts);
  site.turn('read-only');
  return { ...parts, conductor: conduct(site, 'first') };
}

/** Another process goes on where the first was killed at once after the decision. */
function afterKill({ site }: World): Conductor {
  site.kill();
  abandonAll();
  return conduct(site, 'second');
}

const phase = ({ site }: World) => site.transition?.phase ?? null;
const waitsFor = (conductor: Conductor, line: string) => () => missing(conductor).includes(line);
const may = ({ conductor }: World, ...expected: Decision[]) =>
  expect(conductor.view().decisions).toEqual(expected);

const job = 'worker mails has 1 job in hand: send 1, since 1970-01-01T00:00:00.001Z, by host 1';
const transaction = 'database orders: pid 1 may still commit';

describe('going on', () => {
  it('leaves a worker behind that cannot be paused, names it, and is not still before it has followed', async () => {
    const here = world(({ queue }) => {
      queue.problem = 'connection refused';
    });
    const { site, queue, conductor } = here;
    const line = 'worker mails: connection refused';
    await until(site, waitsFor(conductor, line), 'the worker, named');
    may(here, 'go-on', 'roll-back');
    expect(await conductor.decide(decidedBy('go-on'), 'freeze')).toMatchObject({
      kind: 'taken',
      leftBehind: [line],
    });
    expect(phase(here)).toBe('drain');
    expect(site.transition?.setback).toMatchObject({ kind: 'left-behind', phase: 'freeze', details: [line] });
    const second = afterKill(here);
    await until(site, waitsFor(second, line), 'the worker, named again');
    expect(second.view().stillSince).toBe(null);
    queue.problem = null;
    await until(site, isStill(second), 'stillness');
  });

  it('leaves behind what a drain waits for, as its deadline would', async () => {
    const here = world(({ site, queue }) => {
      queue.inHand = 1;
      site.requestsMissing.push('POST /slow runs');
    });
    const { site, queue, database, conductor } = here;
    await until(site, waitsFor(conductor, job), 'the job, named');
    const made = await conductor.decide(decidedBy('go-on'), 'drain');
    expect(made).toMatchObject({ kind: 'taken', leftBehind: ['POST /slow runs', job] });
    expect(site.transition?.setback?.details).toEqual(['POST /slow runs', job]);
    const second = afterKill(here);
    await until(site, () => database.standing.state === 'closed', 'a closed database');
    expect(missing(second)).toEqual(expect.arrayContaining(['POST /slow runs', job]));
    queue.inHand = 0;
    site.requestsMissing = [];
    await until(site, isStill(second), 'stillness');
  });

  it('leaves a transaction behind, which keeps it from being still', async () => {
    const here = world(({ database }) => database.transactions.push('pid 1'));
    const { site, database, conductor } = here;
    await until(site, waitsFor(conductor, transaction), 'the transaction, named');
    may(here, 'go-on', 'cut', 'roll-back');
    const made = await conductor.decide(decidedBy('go-on'), 'guards');
    expect(made).toMatchObject({ kind: 'taken', leftBehind: [transaction] });
    const second = afterKill(here);
    await until(site, waitsFor(second, transaction), 'the transaction, named again');
    expect([phase(here), second.view().stillSince]).toEqual(['watch', null]);
    database.transactions = [];
    await until(site, isStill(second), 'stillness');
  });

  it('says that it is not known whether people can sign in when the databases are left behind before that', async () => {
    const here = world(({ site, database }) => {
      site.signIn = () => ({ outcome: 'works', detail: null });
      database.problem = 'connection refused';
    });
    const { site, conductor } = here;
    await until(site, waitsFor(conductor, 'database orders: connection refused'), 'the database, named');
    await until(site, () => phase(here) === 'guards', 'the databases');
    expect(await conductor.decide(decidedBy('go-on'), 'guards')).toMatchObject({
      leftBehind: [
        'database orders: connection refused',
        'whether people can sign in with the databases closed is not known yet',
      ],
    });
  });

  it('goes on although nobody answers who could tell whether people can sign in', async () => {
    const here = world(({ site }) => {
      site.signIn = (moment) =>
        moment === 'before'
          ? { outcome: 'works', detail: null }
          : { outcome: 'unreachable', detail: 'connection refused' };
    });
    const { site, database, conductor } = here;
    await until(site, () => site.events.includes('sign in closed'), 'the trial');
    await until(site, () => missing(conductor).length === 0, 'nothing else that is waited for');
    await until(site, () => conductor.view().decisions.includes('go-on'), 'the decision');
    expect([phase(here), database.standing.state]).toEqual(['guards', 'closed']);
    expect(await conductor.decide(decidedBy('go-on'), 'guards')).toMatchObject({
      kind: 'taken',
      leftBehind: ['whether people can sign in with the databases closed is not known yet'],
    });
    await until(site, isStill(conductor), 'stillness');
  });

  it('closes nothing before the calls of jobs that it goes on without are ended', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.worker('mails').inHand = 1;
    site.endingProblem = 'the store is gone';
    site.turn('read-only', {}, ['mails']);
    const conductor = conduct(site, 'first');
    await until(site, waitsFor(conductor, job), 'the job, named');
    expect(await conductor.decide(decidedBy('go-on'), 'drain')).toMatchObject({ leftBehind: [job] });
    await until(site, () => site.errors.length > 1, 'two attempts');
    expect(database.standing.state).toBe('open');
    site.endingProblem = null;
    await until(site, () => database.standing.state === 'closed', 'a closed database');
    expect(site.events).toEqual([
      'switch read-only',
      'pause mails',
      'worker calls end',
      'close orders',
      'drained orders',
    ]);
  });

  it('opens a site while a database cannot be reached, and says that it is shut', async () => {
    const here = world();
    const { site, database, queue, conductor } = here;
    await until(site, isStill(conductor), 'stillness');
    database.problem = 'connection refused';
    await until(site, waitsFor(conductor, 'database orders: connection refused'), 'the database, named');
    const opened = conductor.open(opening(site));
    await until(site, () => conductor.view().decisions.includes('go-on'), 'the decision');
    const askedAt = () => conductor.view().seen.get('worker mails')?.lookedAt ?? 0;
    await until(site, () => askedAt() >= (site.transition?.phaseSince ?? askedAt() + 1), 'the queue, asked');
    may(here, 'go-on');
    expect(await conductor.decide(decidedBy('go-on'), 'checks')).toMatchObject({
      kind: 'taken',
      leftBehind: ['database orders: connection refused'],
    });
    await until(site, () => phase(here) === 'open-guards', 'the databases');
    await until(site, () => conductor.view().decisions.includes('go-on'), 'the decision');
    const shut = 'database orders stays closed until it can be opened: connection refused';
    expect(await conductor.decide(decidedBy('go-on'), 'open-guards')).toMatchObject({
      kind: 'taken',
      leftBehind: [shut],
    });
    expect(await opened).toEqual({ kind: 'opened' });
    expect(site.transition?.setback?.details).toContain(shut);
    const second = afterKill(here);
    await until(site, waitsFor(second, 'database orders: connection refused'), 'the database, named');
    expect(site.switch.mode).toBe('open');
    database.problem = null;
    await until(site, () => site.transition === null, 'the end');
    expect([database.standing.state, queue.isPaused]).toEqual(['open', false]);
  });
});

describe('cutting', () => {
  it('ends requests, and then goes on by itself', async () => {
    const here = world(({ site }) => site.requestsMissing.push('POST /slow runs'));
    const { site, conductor } = here;
    await until(site, () => conductor.view().decisions.includes('cut'), 'the decision');
    expect(await conductor.decide(decidedBy('cut'), 'drain')).toMatchObject({ kind: 'taken' });
    const second = afterKill(here);
    await until(site, isStill(second), 'stillness');
    expect(site.isCut).toBe(true);
    expect(site.transition?.isCut).toBe(false);
  });

  it('ends transactions; those that are left behind, too', async () => {
    for (const isLeft of [false, true]) {
      const here = world(({ database }) => database.transactions.push('pid 1'));
      const { site, database, conductor } = here;
      await until(site, waitsFor(conductor, transaction), 'the transaction, named');
      if (isLeft) await conductor.decide(decidedBy('go-on'), 'guards');
      await until(site, () => conductor.view().decisions.includes('cut'), 'the decision');
      expect(await conductor.decide(decidedBy('cut'))).toMatchObject({ kind: 'taken' });
      const second = afterKill(here);
      await until(site, isStill(second), 'stillness');
      expect(database.transactions).toEqual([]);
      // Not for whoever begins something later.
      second.wake();
      site.passedMs = 10_500;
      await until(site, () => site.transition?.isCut === false, 'the end of it');
    }
  });
});

describe('rolling back', () => {
  it('opens everything again, and says who decided so', async () => {
    const here = world(({ database }) => database.transactions.push('pid 1'));
    const { site, database, queue, conductor } = here;
    await until(site, waitsFor(conductor, transaction), 'the transaction, named');
    expect(await conductor.decide(decidedBy('roll-back'), 'guards')).toMatchObject({ kind: 'taken' });
    expect(site.transition?.setback).toMatchObject({
      kind: 'rolled-back',
      details: ['mia decided so: it is late'],
    });
    afterKill(here);
    await until(site, () => site.switch.mode === 'open' && site.transition === null, 'everything open');
    expect([queue.isPaused, database.standing.state]).toEqual([false, 'open']);
  });

  it('still says so when a database does not open at once', async () => {
    const here = world(({ site, database }) => {
      site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, openGuards: 40 } };
      database.transactions.push('pid 1');
    });
    const { site, database, conductor } = here;
    await until(site, waitsFor(conductor, transaction), 'the transaction, named');
    await conductor.decide(decidedBy('roll-back'), 'guards');
    database.problem = 'connection refused';
    await until(site, () => phase(here) === 'resume-workers', 'an open site');
    expect(site.transition?.setback).toMatchObject({
      kind: 'rolled-back',
      details: [
        'mia decided so: it is late',
        'database orders stays closed until it can be opened: connection refused',
      ],
    });
  });

  it('is refused once a window has come to rest, and for a later change of it', async () => {
    const here = world();
    const { site, queue, conductor } = here;
    await until(site, isStill(conductor), 'stillness');
    may(here);
    expect(await conductor.decide(decidedBy('roll-back'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('turn the site off'),
    });
    site.turn('open');
    await until(site, () => site.transition === null, 'the end');
    const imports = site.worker('imports', ['imports']);
    const second = afterKill(here);
    site.turn('open', { uploads: 'closed' });
    site.turn('open', { uploads: 'closed', imports: 'closed' });
    imports.problem = 'connection refused';
    await until(site, waitsFor(second, 'worker imports: connection refused'), 'the worker, named');
    expect(await second.decide(decidedBy('roll-back'))).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('would end as a whole'),
    });
    expect([site.switch.areas.uploads, queue.isPaused]).toEqual(['closed', false]);
  });
});

describe('trying again', () => {
  it('closes what was opened because nobody could sign in, and never takes a standing window back for it', async () => {
    const here = world(({ site }) => {
      site.signIn = (moment) =>
        moment === 'closed'
          ? { outcome: 'fails', detail: 'POST /login answers 500' }
          : { outcome: 'works', detail: null };
      site.rules = { ...site.rules, onTimeout: { ...site.rules.onTimeout, databases: 'roll-back' } };
    });
    const { site, database, conductor } = here;
    await until(site, () => conductor.view().decisions.includes('try-again'), 'the decision');
    await until(
      site,
      () => phase(here) === 'watch' && database.standing.state === 'open',
      'an open database',
    );
    expect(await conductor.decide(decidedBy('try-again'), 'watch')).toMatchObject({ kind: 'taken' });
    expect(site.transition).toMatchObject({ phase: 'freeze', opensWindow: false, setback: null });
    site.signIn = () => ({ outcome: 'works', detail: null });
    const second = afterKill(here);
    await until(site, isStill(second), 'stillness');
    expect(database.standing.state).toBe('closed');
  });
});

describe('what cannot be decided', () => {
  const cases: readonly (readonly [Decision, string, string, (world: Omit<World, 'conductor'>) => void])[] = [
    ['cut', 'drain', 'jobs cannot be cut', ({ queue }) => Object.assign(queue, { inHand: 1 })],
    [
      'cut',
      'freeze',
      'nothing that could be cut',
      ({ queue }) => Object.assign(queue, { problem: 'connection refused' }),
    ],
    [
      'cut',
      'guards',
      'no request and no transaction',
      ({ database }) => Object.assign(database, { problem: 'connection refused' }),
    ],
    ['try-again', 'drain', 'nothing was given up', ({ queue }) => Object.assign(queue, { inHand: 1 })],
    ['go-on', 'watch', 'has come to its end', () => undefined],
    ['try-again', 'watch', 'nothing was given up', () => undefined],
    ['cut', 'watch', 'no request and no transaction', () => undefined],
  ];

  it.each(cases)('%s while %s: %s', async (decision, waitsIn, why, prepare) => {
    const here = world(prepare);
    const { site, conductor } = here;
    await until(site, () => phase(here) === waitsIn, waitsIn);
    if (waitsIn === 'watch') await until(site, isStill(conductor), 'stillness');
    const before = site.transition;
    const given = await conductor.decide(decidedBy(decision));
    expect(given).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
    expect(conductor.view().decisions).not.toContain(decision);
    expect(site.transition?.isCut).toBe(before?.isCut);
  });

  it('nothing at all where nothing is stopped', async () => {
    const site = new ModelSite();
    site.database('orders');
    const conductor = conduct(site, 'first');
    await until(site, () => conductor.view().isKnown || site.stored.version === 0, 'a look');
    for (const decision of ['go-on', 'cut', 'roll-back', 'try-again'] as const)
      expect(await conductor.decide(decidedBy(decision))).toMatchObject({ kind: 'refused' });
  });

  it('what was decided of another phase than the one that stands', async () => {
    const here = world(({ queue }) => Object.assign(queue, { inHand: 1 }));
    const { site, conductor } = here;
    await until(site, waitsFor(conductor, job), 'the job, named');
    expect(await conductor.decide(decidedBy('go-on'), 'freeze')).toMatchObject({
      kind: 'refused',
      why: 'it was decided of the phase freeze, and drain has begun meanwhile',
    });
    expect(phase(here)).toBe('drain');
  });

  it('anything where another process conducts, which is named', async () => {
    const here = world(({ queue }) => Object.assign(queue, { inHand: 1 }));
    const { site, conductor } = here;
    await until(site, waitsFor(conductor, job), 'the job, named');
    const second = conduct(site, 'second');
    await until(site, () => second.view().conductedBy === 'first', 'the other, named');
    await expect(second.decide(decidedBy('go-on'))).rejects.toThrow(/first/);
    expect(phase(here)).toBe('drain');
  });

  it('is told to the memory together with what it changed', async () => {
    const made: (Decided | null)[] = [];
    const here = world(({ queue }) => Object.assign(queue, { inHand: 1 }));
    const { site, conductor } = here;
    site.onWrite = ({ decided }) => made.push(decided);
    await until(site, waitsFor(conductor, job), 'the job, named');
    await conductor.decide(decidedBy('cut'));
    await conductor.decide(decidedBy('go-on'));
    await until(site, () => phase(here) === 'watch', 'the last phase');
    expect(made.filter((one) => one !== null)).toEqual([decidedBy('go-on')]);
  });
});

it('does not seem to be over while a change is being written', async () => {
  const here = world(({ queue }) => Object.assign(queue, { inHand: 1 }));
  const { site, conductor } = here;
  await until(site, waitsFor(conductor, job), 'the job, named');
  const seen: (string | null)[] = [];
  site.onWrite = () => seen.push(conductor.view().transition?.phase ?? null);
  await conductor.decide(decidedBy('go-on'));
  await until(site, () => phase(here) === 'watch', 'the last phase');
  expect(seen.length).toBeGreaterThan(1);
  expect(seen).not.toContain(null);
});
