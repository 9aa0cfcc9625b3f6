import { describe, expect, it } from 'vitest';
import { proveBitFlips } from '../proofs/prove-damage.ts';
import { proveBrokenDisk, proveFullDisk } from '../proofs/prove-disk.ts';
import { proveLostState, proveTornFiles } from '../proofs/prove-torn-files.ts';
import { isWithoutCompiler } from '../support/faults/inject-faults.ts';

// Each of them longer: npm run prove full-disk broken-disk torn-files bit-flips lost-state.
describe.skipIf(isWithoutCompiler())('a server whose disk', () => {
  it('is full from its nth write on loses nothing acknowledged, opens nothing and goes on when there is room', async () => {
    const { violations, facts } = await proveFullDisk({ count: 60, stride: 7 });
    expect(violations).toEqual([]);
    expect(facts).toMatchObject({ faulty: 9 });
  }, 120_000);

  it('becomes read-only, may not be written, or fails while it writes or flushes, does so, too', async () => {
    const { violations, facts } = await proveBrokenDisk({ count: 8, stride: 3 });
    expect(violations).toEqual([]);
    expect(facts).toMatchObject({ faulty: 8 });
  }, 120_000);
});

describe('a disk with files that are', () => {
  it('cut off in their last record reads as it was before it or with it', async () => {
    const { violations, facts } = await proveTornFiles({ count: 2, stride: 401 });
    expect(violations).toEqual([]);
    expect(facts.log).toBeGreaterThan(10);
  }, 120_000);

  it('of other bits than were written opens no site, passes no false record and delivers nothing else', async () => {
    const { violations, facts } = await proveBitFlips({ count: 12 });
    expect(violations).toEqual([]);
    expect(facts.found).toBeGreaterThan(0);
  }, 120_000);

  it('gone, empty, no files, or older ones of the state keeps the site shut', async () => {
    const { violations } = await proveLostState({ count: 1 });
    expect(violations).toEqual([]);
  }, 120_000);
});
