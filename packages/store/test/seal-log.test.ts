import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createHostState } from '@portcullis/store/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealOf } from './fixtures.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

let directory: TemporaryDirectory;
let file: string;
let damages: string[];

beforeEach(() => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'seals-shop.jsonl');
  damages = [];
});

afterEach(() => directory.remove());

function open(sealLogBytes?: number) {
  return createHostState({
    directory: directory.path,
    sealLogBytes,
    onDamaged: (_, reason) => damages.push(reason),
  });
}

describe('seals on the host', () => {
  it('come back in the order they were written, each site its own', async () => {
    const hostState = open();
    expect(await hostState.seals('shop')).toEqual([]);
    await hostState.seal('shop', sealOf('b', 1));
    await hostState.seal('shop', sealOf('a', 1));
    await open().seal('shop', sealOf('b', 2));
    await hostState.seal('blog', sealOf('a', 9));
    expect(await open().seals('shop')).toEqual([sealOf('b', 1), sealOf('a', 1), sealOf('b', 2)]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(damages).toEqual([]);
  });

  it('of the same head again are not written again', async () => {
    const hostState = open();
    for (const at of [1, 2, 3]) await hostState.seal('shop', { ...sealOf('a', 1), at });
    await hostState.seal('shop', { ...sealOf('a', 1), hash: 'forked' });
    await hostState.seal('blog', sealOf('a', 1));
    expect((await hostState.seals('shop')).map(({ at, hash }) => [at, hash])).toEqual([
      [1, 'hash 1'],
      [1, 'forked'],
    ]);
    expect(await hostState.seals('blog')).toEqual([sealOf('a', 1)]);
  });

  it('lose only the line that was torn or edited', async () => {
    const hostState = open();
    await hostState.seal('shop', sealOf('a', 1));
    await hostState.seal('shop', sealOf('a', 2));
    truncateSync(file, statSync(file).size - 5);
    await hostState.seal('shop', sealOf('a', 3));
    appendFileSync(file, Buffer.from([0xff, 0x0a]));
    appendFileSync(file, '{"chain":"a"}\n');
    await hostState.seal('shop', sealOf('a', 4));
    expect((await hostState.seals('shop')).map(({ sequence }) => sequence)).toEqual([1, 3, 4]);
    expect(damages).toEqual([
      'line 2 is not JSON',
      'line 4 is not JSON',
      'line 5.sequence should be a whole number, found nothing',
    ]);
  });

  it('written at once by several states are all there, line by line', async () => {
    const chains = ['a', 'b', 'c', 'd'];
    await Promise.all(
      chains.map(async (chain) => {
        const hostState = open();
        for (let sequence = 1; sequence <= 20; sequence += 1)
          await hostState.seal('shop', sealOf(chain, sequence));
      }),
    );
    expect(await open().seals('shop')).toHaveLength(80);
    expect(damages).toEqual([]);
  });

  it('are put aside when the log grows, and the last one of every chain stays for good', async () => {
    const hostState = open(2000);
    await hostState.seal('shop', sealOf('gone', 1));
    await hostState.seal('shop', sealOf('gone', 2));
    for (let sequence = 1; sequence <= 200; sequence += 1)
      await hostState.seal('shop', sealOf('a', sequence));
    const sizes = readdirSync(directory.path).map((name) => statSync(join(directory.path, name)).size);
    expect(sizes.length).toBeLessThanOrEqual(5);
    expect(Math.max(...sizes)).toBeLessThan(3000);
    const seals = await open().seals('shop');
    const gone = seals.filter(({ chain }) => chain === 'gone').map(({ sequence }) => sequence);
    expect(gone).toEqual([2]);
    const kept = seals.filter(({ chain }) => chain === 'a').map(({ sequence }) => sequence);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(kept.map((_, index) => 200 - kept.length + 1 + index));
    expect(damages).toEqual([]);
  });

  it('say which file and what to do when they cannot be written', async () => {
    writeFileSync(join(directory.path, 'file'), '');
    const hostState = createHostState({ directory: join(directory.path, 'file') });
    await expect(hostState.seal('shop', sealOf('a', 1))).rejects.toMatchObject({
      code: 'PORTCULLIS_STATE_UNWRITABLE',
      message: expect.stringContaining('seals-shop.jsonl'),
    });
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(join(directory.path, 'file'), 'utf8')).toBe('');
  });
});
