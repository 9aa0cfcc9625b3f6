import type { Pass } from '@portcullis/gate';
import { expect, it } from 'vitest';
import { writePassesOut } from './write-passes-out.ts';

const pass = (subject: string, expiresAt: number, more: Partial<Pass> = {}): Pass => ({
  id: `pass of ${subject}`,
  site: 'shop',
  subject,
  scope: 'write',
  isTest: false,
  tokenHash: '',
  windowId: null,
  createdAt: 0,
  createdBy: 'shell:ada',
  expiresAt,
  redeemedAt: null,
  revokedAt: null,
  ...more,
});

it('counts what may write and has not ended, redeemed or not', () => {
  const passes = [
    pass('mia', 20),
    pass('ben', 30, { redeemedAt: 5 }),
    pass('eve', 40, { scope: 'read' }),
    pass('old', 10),
    pass('gone', 40, { revokedAt: 5 }),
  ];
  expect(writePassesOut(passes, 10)).toEqual({
    count: 2,
    longest: [
      { id: 'pass of ben', subject: 'ben', expiresAt: 30 },
      { id: 'pass of mia', subject: 'mia', expiresAt: 20 },
    ],
  });
  expect(writePassesOut([], 10)).toEqual({ count: 0, longest: [] });
});

it('names the five that are good for longest', () => {
  const ends = [40, 10, 90, 30, 70, 20, 60, 80, 50];
  const { count, longest } = writePassesOut(
    ends.map((end) => pass(`${end}`, end)),
    0,
  );
  expect(count).toBe(9);
  expect(longest.map(({ expiresAt }) => expiresAt)).toEqual([90, 80, 70, 60, 50]);
});
