import { type SiteState, type Switch, type SwitchVersion, untouchedSwitch } from '@portcullis/gate';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSwitchReader, type SwitchReader } from './switch-reader.ts';

const untouched: Switch = { ...untouchedSwitch('shop'), epoch: 1 };
let stored: Switch;
let lineage: string;
let storeNow: number;
let elapsedMs: number;
let reads: number;
let whileReading: () => void;
let read: SwitchReader;

beforeEach(() => {
  stored = untouched;
  lineage = 'a';
  storeNow = 1_000_000;
  elapsedMs = 0;
  reads = 0;
  whileReading = () => undefined;
  const version = async (): Promise<SwitchVersion> => {
    const { epoch, windowId, since } = stored;
    const found = { lineage, epoch, windowId, since };
    whileReading();
    return found;
  };
  const readAll = async (): Promise<SiteState> => {
    reads += 1;
    return { lineage, now: storeNow, switch: stored, passes: [] };
  };
  const store = { switch: { version, read: readAll, change: never, subscribe: never } };
  read = createSwitchReader({ store, site: 'shop', monotonicMs: () => elapsedMs });
});

function never(): never {
  throw new Error('a reader changes nothing');
}

describe('the reader of the switch', () => {
  it('reads a state once for as long as its version stays, and goes on with the clock of the store', async () => {
    expect(await read()).toEqual({ switch: untouched, now: 1_000_000 });
    elapsedMs = 1_500;
    expect(await read()).toEqual({ switch: untouched, now: 1_001_500 });
    expect(reads).toBe(1);
  });

  it.each<[string, () => void]>([
    ['epoch', () => (stored = { ...stored, epoch: 2 })],
    ['window', () => (stored = { ...stored, windowId: 'w1' })],
    ['time', () => (stored = { ...stored, since: 7 })],
    [
      'store',
      () => {
        lineage = 'b';
        stored = { ...stored, reason: 'put back' };
      },
    ],
  ])('sees at once that the %s is another', async (_, change) => {
    await read();
    change();
    expect((await read()).switch).toBe(stored);
    expect(reads).toBe(2);
  });

  it('does not keep the older of two when somebody switches while it looks', async () => {
    whileReading = () => {
      stored = { ...stored, epoch: stored.epoch + 1 };
      whileReading = () => undefined;
    };
    expect((await read()).switch.epoch).toBe(2);
    stored = { ...stored, epoch: 3 };
    expect((await read()).switch.epoch).toBe(3);
  });

  it('asks for the clock again before long, which may have been set', async () => {
    await read();
    storeNow = 5_000_000;
    elapsedMs = 30_000;
    expect((await read()).now).toBe(5_000_000);
  });

  it('fails as the store does, and tries anew the next time', async () => {
    whileReading = () => {
      throw new Error('away');
    };
    await expect(read()).rejects.toThrow('away');
    whileReading = () => undefined;
    expect((await read()).switch).toBe(untouched);
  });
});
