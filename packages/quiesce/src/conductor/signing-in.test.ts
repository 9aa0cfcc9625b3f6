import type { SignInTrial } from '@portcullis/gate';
import { afterEach, describe, expect, it } from 'vitest';
import { conducting, isStill, missing } from './testing/conduct.ts';
import { decidedBy, opening } from './testing/model-opening.ts';
import { ModelSite, until } from './testing/model-site.ts';

const { conduct } = conducting(afterEach);

const works: SignInTrial = { outcome: 'works', detail: null };
const fails: SignInTrial = { outcome: 'fails', detail: 'POST /login answers 500' };
const unreachable: SignInTrial = { outcome: 'unreachable', detail: 'connection refused' };

/** An application that cannot sign anybody in while that database is closed. */
function shutOutBy(site: ModelSite, opened: SignInTrial = works): void {
  site.signIn = (moment) => {
    const isOpen = [...site.databases.values()].every(({ standing }) => standing.state === 'open');
    if (moment === 'opened') return opened;
    return isOpen ? works : fails;
  };
}

describe('signing in with the databases closed', () => {
  it('is tried before they close and after, and the site is still', async () => {
    const site = new ModelSite();
    site.worker('mails');
    site.database('orders');
    site.signIn = () => works;
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    const order = site.events.filter((event) => event !== 'drained orders');
    expect(order).toEqual([
      'switch read-only',
      'pause mails',
      'sign in before',
      'close orders',
      'sign in closed',
    ]);
  });

  it('opens them again when nobody can, says why, finds out more, and tries again when told to', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    const reports = site.database('reports');
    shutOutBy(site, { outcome: 'works', detail: 'it writes to public.session' });
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    expect([database.standing.state, reports.standing.state]).toEqual(['open', 'open']);
    const why =
      'was opened again: signing in fails while it is closed: POST /login answers 500. With it open it works: it writes to public.session';
    expect(missing(conductor)).toEqual([`database orders ${why}`, `database reports ${why}`]);
    expect(conductor.view().stillSince).toBe(null);
    site.signIn = () => works;
    expect(await conductor.decide(decidedBy('try-again'))).toMatchObject({ kind: 'taken' });
    await until(site, isStill(conductor), 'stillness');
    expect(site.events.filter((event) => event === 'sign in before').length).toBe(2);
  });

  it('takes nothing from a trial of a window that ended while it ran', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    let answer: (trial: SignInTrial) => void = () => undefined;
    const late = new Promise<SignInTrial>((resolve) => {
      answer = resolve;
    });
    let trials = 0;
    site.signIn = (moment) => {
      if (moment === 'before') return works;
      trials += 1;
      return trials === 1 ? late : works;
    };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => trials === 1, 'a trial that hangs');
    expect(await conductor.open(opening(site))).toEqual({ kind: 'opened' });
    await until(site, () => site.transition === null, 'the end of the window');
    site.turn('read-only');
    await until(site, () => site.transition?.phase === 'guards', 'the next window');
    answer(fails);
    await until(site, isStill(conductor), 'stillness');
    expect([database.standing.state, trials]).toEqual(['closed', 2]);
    expect(conductor.view().transition?.parts.map(({ givenUp }) => givenUp)).toEqual([null]);
  });

  it('does not blame the databases for what failed before they closed', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.signIn = () => fails;
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    expect(database.standing.state).toBe('closed');
    expect(site.events).not.toContain('sign in closed');
    expect(conductor.view().transition?.signIn.before).toEqual(fails);
  });

  it('says that its guard may not be the reason when it fails with the database open, too', async () => {
    const site = new ModelSite();
    site.database('orders');
    shutOutBy(site, { outcome: 'fails', detail: 'POST /login answers 401' });
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    expect(missing(conductor).join()).toContain(
      'With it open it fails as well, so its guard may not be the reason: POST /login answers 401',
    );
  });

  it('opens nothing because nobody answers: it is tried until the deadline, and while the window is watched', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, databases: 600 } };
    site.signIn = (moment) => (moment === 'before' ? works : unreachable);
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    expect(database.standing.state).toBe('closed');
    expect(conductor.view().transition?.signIn.closed).toEqual(unreachable);
    // Whoever was told that it is still may be at work: what is found now is said, and opens nothing.
    await conductor.close();
    site.signIn = () => fails;
    const second = conduct(site, 'two');
    await until(
      site,
      () => site.transition?.signIn.closed?.outcome === 'fails',
      'a trial of the next process',
    );
    await until(site, isStill(second), 'stillness');
    expect(database.standing.state).toBe('closed');
  });

  it('opens them also when nobody answered before they closed', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.signIn = (moment) => (moment === 'before' ? unreachable : moment === 'closed' ? fails : works);
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    expect(database.standing.state).toBe('open');
    expect(missing(conductor).join()).toContain('With it open it works');
  });

  it('is tried although one of them has no guard or does not answer, and opens those that closed', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    const bare = site.database('reports');
    const gone = site.database('logs');
    bare.standing = { ...bare.standing, state: 'not-installed' };
    gone.problem = 'connection refused';
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, databases: 600 } };
    shutOutBy(site);
    site.signIn = (moment) => (moment === 'closed' ? fails : works);
    site.turn('read-only');
    conduct(site);
    await until(site, () => site.transition?.phase === 'watch', 'the last phase');
    await until(site, () => database.standing.state === 'open', 'an open database');
    expect(site.events).toContain('sign in closed');
  });

  it('a trial that breaks down says nothing of the databases', async () => {
    const site = new ModelSite();
    const database = site.database('orders');
    site.rules = { ...site.rules, deadlinesMs: { ...site.rules.deadlinesMs, databases: 600 } };
    site.signIn = () => {
      throw new Error('it broke');
    };
    site.turn('read-only');
    const conductor = conduct(site);
    await until(site, isStill(conductor), 'stillness');
    expect(database.standing.state).toBe('closed');
    expect(site.errors.map(String)).toContain('Error: it broke');
  });
});

describe('killed at any step', () => {
  it.concurrent.each(Array.from({ length: 10 }, (_, index) => index * 3 + 1))(
    'after %i operations, and more each time, the databases end open, with the reason, and the window can be ended',
    async (stepsEach) => {
      const site = new ModelSite();
      const queue = site.worker('mails');
      const database = site.database('orders');
      shutOutBy(site, { outcome: 'works', detail: 'it writes to public.session' });
      site.turn('read-only');
      const isGivenUp = () =>
        site.transition?.phase === 'watch' && /public\.session/.test(site.transition.parts[1]?.givenUp ?? '');
      for (let kills = 0; !isGivenUp(); kills += 1) {
        expect(kills).toBeLessThan(100);
        site.stepsLeft = stepsEach + kills;
        const conductor = site.conductor(`number ${kills}`, { leaseMs: 20 });
        await until(site, () => isGivenUp() || site.stepsLeft <= 0, 'a kill or the end');
        site.kill();
        void conductor.close();
      }
      expect([database.standing.state, queue.isPaused]).toEqual(['open', true]);
      site.stepsLeft = Number.POSITIVE_INFINITY;
      const last = site.conductor('last', { leaseMs: 20 });
      await until(site, () => last.view().transition !== null, 'the last one');
      expect(missing(last).join()).toContain('it writes to public.session');
      await last.open(opening(site));
      await until(site, () => site.transition === null, 'the end');
      await last.close();
      expect([database.standing.state, queue.isPaused]).toEqual(['open', false]);
    },
    60_000,
  );
});
