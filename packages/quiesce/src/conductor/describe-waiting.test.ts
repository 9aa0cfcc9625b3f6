import { describe, expect, it } from 'vitest';
import { describeWaiting } from './describe-waiting.ts';

const jobOf = (since: number, name = 'send') =>
  describeWaiting({ kind: 'job', worker: 'mails', job: { name, id: '7', since, by: null }, of: 1 });

describe('what is waited for, in one line', () => {
  it('says since when a job runs', () => {
    expect(jobOf(0)).toBe('worker mails has 1 job in hand: send 7, since 1970-01-01T00:00:00.000Z');
  });

  it.each([1e308, -1e308, Number.NaN, Number.POSITIVE_INFINITY, 1.7e18])(
    'leaves out what is no time: %s',
    (since) => expect(jobOf(since)).toBe('worker mails has 1 job in hand: send 7'),
  );

  it('is one, whatever a job is called', () => {
    const line = jobOf(Number.NaN, 'send\r\nstill since now\u2028ALARM\tdatabase');
    expect(line).toBe('worker mails has 1 job in hand: send still since now ALARM database 7');
  });
});
