import { describe, expect, it } from 'vitest';
import { type Change, type ChangeEvent, changeAfter, isUnderWay, noChange } from './change-progress.ts';

type Reported = Extract<ChangeEvent, { kind: 'status' }>['status'];

function status(
  epoch: number,
  standings: readonly (readonly [state: string, epoch: number])[],
  writesInFlight = 0,
  said: { readonly since?: number; readonly draining?: readonly string[] } = {},
): Reported {
  const instances = standings.map(([state, confirmed], index) => ({
    state,
    instance: { id: `gate-${index}`, epoch: confirmed },
  }));
  const isGood = standings.every(([state]) => state === 'enforcing' || state === 'fenced');
  return {
    switch: { epoch, since: 1_100, draining: [], ...said },
    enforcement: { epoch, instances, writesInFlight, missing: [], enforced: isGood },
    stillness: null,
    now: 5_000,
  } as unknown as Reported;
}

const asked: ChangeEvent = { kind: 'asked', mode: 'read-only', except: [], production: null, at: 1_000 };
const stored: ChangeEvent = {
  kind: 'stored',
  switch: { epoch: 7, since: 1_100, draining: [] },
  at: 1_200,
};
const storedDraining: ChangeEvent = {
  kind: 'stored',
  switch: { epoch: 7, since: 1_100, draining: ['mails'] },
  at: 1_200,
};
const reports = (reported: Reported, at = 2_000): ChangeEvent => ({ kind: 'status', status: reported, at });
const after = (...events: readonly ChangeEvent[]): Change => events.reduce(changeAfter, noChange);

describe('a change', () => {
  it('is not stored before the server says so', () => {
    const change = after(asked, reports(status(7, [['enforcing', 7]])));
    expect(change).toEqual({
      kind: 'asked',
      mode: 'read-only',
      except: [],
      production: null,
      askedAt: 1_000,
      beyond: null,
    });
    expect(isUnderWay(change)).toBe(true);
  });

  it('is forgotten when it was refused', () => {
    expect(after(asked, { kind: 'refused' })).toEqual(noChange);
  });

  it('learns nothing from a status that is older', () => {
    const change = after(asked, stored, reports(status(6, [['enforcing', 6]])));
    expect(change).toMatchObject({ confirmed: 0, enforcedAt: null });
  });

  it('counts who confirms, and who only seems to', () => {
    const reported = status(
      7,
      [
        ['enforcing', 7],
        ['draining', 7],
        ['behind', 6],
        ['looser', 7],
        ['silent', 6],
        ['fenced', 5],
      ],
      3,
    );
    expect(after(asked, stored, reports(reported))).toMatchObject({
      confirmed: 3,
      instances: 6,
      writesInFlight: 3,
      enforcedAt: null,
    });
  });

  it('is in force once, when all confirm, and stays so', () => {
    const done = after(asked, stored, reports(status(7, [['enforcing', 7]]), 2_500));
    expect(done).toMatchObject({ enforcedAt: 2_500 });
    expect(isUnderWay(done)).toBe(false);
    expect(changeAfter(done, reports(status(7, [['silent', 7]]), 9_000))).toBe(done);
  });

  it('goes on with the next epoch when running jobs have ended, and is overtaken by another change', () => {
    const moving = (reported: Reported): ChangeEvent =>
      reports({ ...reported, stillness: { isSettled: false } } as unknown as Reported);
    const draining = moving(status(7, [['enforcing', 7]], 0, { draining: ['mails'] }));
    const change = after(asked, storedDraining, draining, moving(status(8, [['behind', 7]])));
    expect(change).toMatchObject({ isOvertaken: false, epoch: 8, confirmed: 0 });
    expect(changeAfter(change, moving(status(9, [['enforcing', 9]])))).toMatchObject({ isOvertaken: true });
    const another = status(8, [['behind', 7]], 0, { since: 1_300 });
    expect(after(asked, storedDraining, moving(another))).toMatchObject({ isOvertaken: true });
    const undrained = status(8, [['behind', 7]], 0, { draining: ['mails'] });
    expect(after(asked, storedDraining, moving(undrained))).toMatchObject({ isOvertaken: true });
  });

  it('is overtaken by the next one', () => {
    const change = after(asked, stored, reports(status(8, [['enforcing', 8]])));
    expect(change).toMatchObject({ isOvertaken: true, enforcedAt: null });
    expect(isUnderWay(change)).toBe(false);
  });

  it('is over once workers and databases have come to rest', () => {
    const enforcing = status(7, [['enforcing', 7]]);
    const withStillness = (isSettled: boolean) =>
      ({ ...enforcing, stillness: { isSettled, phase: 'drain' } }) as unknown as Reported;
    const underWay = after(asked, stored, reports(withStillness(false), 2_500));
    expect(underWay).toMatchObject({ enforcedAt: 2_500, settledAt: null, beyond: { now: 5_000 } });
    expect(isUnderWay(underWay)).toBe(true);
    const done = changeAfter(underWay, reports(withStillness(true), 3_000));
    expect(done).toMatchObject({ enforcedAt: 2_500, settledAt: 3_000 });
    expect(isUnderWay(done)).toBe(false);
    expect(changeAfter(done, reports(withStillness(false), 9_000))).toBe(done);
  });

  it('shows databases that open before it is stored', () => {
    const opening = {
      ...status(6, [['enforcing', 6]]),
      stillness: { phase: 'checks' },
    } as unknown as Reported;
    expect(after(asked, reports(opening))).toMatchObject({
      kind: 'asked',
      beyond: { stillness: { phase: 'checks' } },
    });
  });
});
