import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createHostState, createInstanceMemory, loadSecret } from '@portcullis/store/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastKnownOf, sealOf } from './fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

let temporary: TemporaryDirectory;
let directory: string;
let damages: string[];

beforeEach(() => {
  temporary = createTemporaryDirectory();
  directory = join(temporary.path, 'state');
  damages = [];
});

afterEach(() => temporary.remove());

const isRoot = process.getuid?.() === 0;

function open(secrets?: readonly Uint8Array[]) {
  return createHostState({
    directory,
    secrets,
    onDamaged: (file, reason) => damages.push(`${file}: ${reason}`),
  });
}

describe('last known state', () => {
  it('is null before anything was saved, which is no damage', async () => {
    expect(await open().readLastKnown('shop')).toBeNull();
    expect(damages).toEqual([]);
  });

  it('comes back whole, in files for the owner alone', async () => {
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 7 }));
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 8 }));
    const found = await open().readLastKnown('shop');
    expect(found).toEqual(lastKnownOf({ epoch: 8 }));
    expect(Object.keys(found?.switch.areas ?? {})).toEqual(['7', '__proto__', 'checkout']);
    expect(readdirSync(directory)).toEqual(['state-shop.json']);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'state-shop.json')).mode & 0o777).toBe(0o600);
    expect(damages).toEqual([]);
  });

  it('keeps the order of writes that were started together', async () => {
    const hostState = open();
    const epochs = Array.from({ length: 30 }, (_, index) => index + 1);
    await Promise.all(epochs.map((epoch) => hostState.writeLastKnown('shop', lastKnownOf({ epoch }))));
    expect((await open().readLastKnown('shop'))?.switch.epoch).toBe(30);
  });

  it('is damaged, never half read, when it is cut off at any byte', async () => {
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 7 }));
    const file = join(directory, 'state-shop.json');
    const whole = readFileSync(file);
    const hostState = open();
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await hostState.readLastKnown('shop'), `cut at byte ${length}`).toBeNull();
    }
    expect(damages).toHaveLength(whole.length);
  });

  it('is damaged when any byte was changed', async () => {
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 7 }));
    const file = join(directory, 'state-shop.json');
    const whole = readFileSync(file);
    const hostState = open();
    for (let at = 0; at < whole.length; at += 1) {
      const edited = Buffer.from(whole);
      edited[at] = (whole[at] ?? 0) ^ 1;
      writeFileSync(file, edited);
      expect(await hostState.readLastKnown('shop'), `byte ${at}`).toBeNull();
    }
    expect(damages).toHaveLength(whole.length);
  });

  it('is damaged when it belongs to another site, is a link, a folder, or of another format', async () => {
    const hostState = open();
    await hostState.writeLastKnown('shop', lastKnownOf({ epoch: 7 }));
    const text = readFileSync(join(directory, 'state-shop.json'), 'utf8');
    writeFileSync(join(directory, 'state-blog.json'), text);
    symlinkSync('state-shop.json', join(directory, 'state-link.json'));
    mkdirSync(join(directory, 'state-folder.json'));
    writeFileSync(join(directory, 'state-newer.json'), text.replace('"format":1', '"format":9'));
    for (const site of ['blog', 'link', 'folder', 'newer']) {
      expect(await hostState.readLastKnown(site), site).toBeNull();
    }
    expect(damages.map((damage) => damage.replace(`${directory}/`, ''))).toEqual([
      'state-blog.json: it is the state of the site "shop"',
      'state-link.json: it is a symbolic link, not a regular file',
      'state-folder.json: it is not a regular file',
      'state-newer.json: it has the format 9, this version reads 1 and 2',
    ]);
  });

  it('is whole and not older than acknowledged after its writer was killed', async () => {
    for (let round = 0; round < 10; round += 1) {
      const writer = startProcess({ script: 'write-last-known.ts', args: [directory, '100000'] });
      await writer.printed(1 + Math.floor(Math.random() * 20));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      writer.kill('SIGKILL');
      await writer.ended;
      const found = await open().readLastKnown('shop');
      const acknowledged = Number(writer.lines.at(-1));
      expect(found?.switch.epoch).toBeGreaterThanOrEqual(acknowledged);
      expect(found?.switch.epoch).toBeLessThanOrEqual(acknowledged + 1);
    }
    expect(damages).toEqual([]);
  });

  it('is whole at every moment of being written by another process', async () => {
    // 4 MB, so that writing takes long enough to be caught in the middle.
    const writer = startProcess({ script: 'write-last-known.ts', args: [directory, '40', '4000000'] });
    await writer.printed(1);
    let over = false;
    const ended = writer.ended.then(() => {
      over = true;
    });
    let reads = 0;
    for (let epoch = 1; !over; reads += 1) {
      const found = await open().readLastKnown('shop');
      expect(damages).toEqual([]);
      expect(found?.switch.epoch).toBeGreaterThanOrEqual(epoch);
      epoch = found?.switch.epoch ?? 0;
    }
    await ended;
    expect(reads).toBeGreaterThan(5);
    expect(writer.lines).toHaveLength(40);
  });

  it('keeps what it had when the disk refuses the new one, and leaves nothing behind', async () => {
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 7, message: 'x'.repeat(5000) }));
    const writer = startProcess({ script: 'write-last-known.ts', args: [directory, '1'], fileSizeBlocks: 1 });
    await writer.ended;
    expect(writer.lines).toEqual(['PORTCULLIS_STATE_UNWRITABLE']);
    expect((await open().readLastKnown('shop'))?.switch.epoch).toBe(7);
    expect(readdirSync(directory)).toEqual(['state-shop.json']);
  });

  it('says which file and what to do when the directory cannot be written', async () => {
    writeFileSync(join(temporary.path, 'file'), '');
    const hostState = createHostState({ directory: join(temporary.path, 'file', 'state') });
    await expect(hostState.writeLastKnown('shop', lastKnownOf({ epoch: 1 }))).rejects.toMatchObject({
      code: 'PORTCULLIS_STATE_UNWRITABLE',
      message: expect.stringContaining(join('file', 'state', 'state-shop.json')),
      cause: expect.objectContaining({ code: 'ENOTDIR' }),
    });
  });

  it('removes what killed writers left, once it is old', async () => {
    const hostState = open();
    await hostState.writeLastKnown('shop', lastKnownOf({ epoch: 1 }));
    for (const name of ['old', 'young']) writeFileSync(join(directory, `state-shop.json.${name}.tmp`), '');
    utimesSync(join(directory, 'state-shop.json.old.tmp'), 1, 1);
    await hostState.writeLastKnown('shop', lastKnownOf({ epoch: 2 }));
    expect(readdirSync(directory).sort()).toEqual(['state-shop.json', 'state-shop.json.young.tmp']);
  });
});

describe('a forged last known state', () => {
  const [secret, other] = [randomBytes(32), randomBytes(32)];
  const forge = (text: string) => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'state-shop.json'), text, { mode: 0o600 });
  };
  const read = (...secrets: readonly Uint8Array[]) => open(secrets).readLastKnown('shop');

  // The checksum was a plain SHA-256 that anybody can compute: such a file opened a closed site after a restart.
  it('is not believed: it carries no signature of the server secret', async () => {
    const json = JSON.stringify(lastKnownOf({ epoch: 9 }));
    const sha256 = createHash('sha256').update(json).digest('hex');
    forge(`{"format":1,"sha256":"${sha256}","state":${json}}\n`);
    expect(await read(secret)).toBeNull();
    expect(damages).toEqual([expect.stringContaining('it is not signed with the server secret')]);
    forge(`{"format":2,"hmac":"${sha256}","state":${json}}\n`);
    expect(await read(secret)).toBeNull();
    expect(damages).toHaveLength(2);
  });

  it('is not believed when it was signed with another secret; a rotated one still counts', async () => {
    await open([secret]).writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
    expect((await read(secret))?.switch.epoch).toBe(9);
    expect((await read(other, secret))?.switch.epoch).toBe(9);
    expect(damages).toEqual([]);
    expect(await read(other)).toBeNull();
    expect(damages).toEqual([expect.stringContaining('its signature does not fit')]);
    // Who only shows it needs no secret.
    expect((await open().readLastKnown('shop'))?.switch.epoch).toBe(9);
  });

  it('is not believed after any byte was changed', async () => {
    await open([secret]).writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
    const file = join(directory, 'state-shop.json');
    const whole = readFileSync(file);
    const hostState = open([secret]);
    for (let at = 0; at < whole.length; at += 1) {
      const edited = Buffer.from(whole);
      edited[at] = (whole[at] ?? 0) ^ 1;
      writeFileSync(file, edited);
      expect(await hostState.readLastKnown('shop'), `byte ${at}`).toBeNull();
    }
  });
});

// Only the break-glass file was looked at: files of other users were believed.
describe('state files of others', () => {
  const damage = () => damages.at(-1) ?? '';

  it.each(['state-shop.json', 'seals-shop.jsonl'])(
    '%s is not read when others may write it',
    async (name) => {
      await open().writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
      await open().seal('shop', sealOf('a', 1));
      for (const mode of [0o620, 0o602, 0o666]) {
        chmodSync(join(directory, name), mode);
        const hostState = open();
        expect([await hostState.readLastKnown('shop'), await hostState.seals('shop')]).toContainEqual(
          name.startsWith('state') ? null : [],
        );
        expect(damage()).toContain(`others may write it (mode 0${mode.toString(8)}); run chmod 600 on it`);
      }
      chmodSync(join(directory, name), 0o600);
      expect((await open().seals('shop')).length).toBe(1);
      expect((await open().readLastKnown('shop'))?.switch.epoch).toBe(9);
    },
  );

  it.skipIf(!isRoot).each(['state-shop.json', 'seals-shop.jsonl'])(
    '%s is not read when it belongs to somebody else',
    async (name) => {
      await open().writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
      await open().seal('shop', sealOf('a', 1));
      chownSync(join(directory, name), 12345, 12345);
      const hostState = open();
      expect([await hostState.readLastKnown('shop'), await hostState.seals('shop')]).toContainEqual(
        name.startsWith('state') ? null : [],
      );
      expect(damage()).toContain('it belongs to user 12345');
    },
  );

  it.skipIf(!isRoot)('seals are not written into a log of somebody else', async () => {
    await open().seal('shop', sealOf('a', 1));
    chownSync(join(directory, 'seals-shop.jsonl'), 12345, 12345);
    await expect(open().seal('shop', sealOf('a', 2))).rejects.toThrow('it belongs to user 12345');
  });

  it.skipIf(!isRoot)("root reads what belongs to the folder's owner", async () => {
    mkdirSync(directory);
    chownSync(directory, 12345, 12345);
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
    expect(statSync(join(directory, 'state-shop.json')).uid).toBe(12345);
    expect((await open().readLastKnown('shop'))?.switch.epoch).toBe(9);
  });
});

describe('a state directory that others may write to', () => {
  it.each([0o770, 0o702, 0o777, 0o1777])('is refused with mode %o, with the chmod to run', async (mode) => {
    await open().writeLastKnown('shop', lastKnownOf({ epoch: 9 }));
    await open().useBreakGlassPass('shop', 'b'.repeat(64));
    chmodSync(directory, mode);
    const hostState = open();
    const attempts = [
      () => hostState.readLastKnown('shop'),
      () => hostState.writeLastKnown('shop', lastKnownOf({ epoch: 10 })),
      () => hostState.useBreakGlassPass('shop', 'a'.repeat(64)),
      () => hostState.writeDryRun('shop', 'token'),
      () => hostState.seal('shop', sealOf('a', 1)),
      () => hostState.seals('shop'),
      () => loadSecret({ directory, create: true }),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'PORTCULLIS_CONFIG_INVALID',
        message: expect.stringContaining(`chmod go-w ${directory}`),
      });
    }
    // Instances look at it twice a second: they say so and keep their mode.
    expect((await hostState.readBreakGlass('shop')).damaged).toContain(`chmod go-w ${directory}`);
    expect(readdirSync(directory).sort()).toEqual([
      `break-glass-shop.${'b'.repeat(64)}.used`,
      'state-shop.json',
    ]);
  });
});

describe('the name of a site', () => {
  it.each(['../x', 'a/b', '', 'Shop', 'a'.repeat(64), 'a.b', 'a\u0000', 'shop\n', '__proto__'])(
    'is refused when it is %j',
    async (site) => {
      const hostState = open();
      const attempts = [
        () => hostState.readLastKnown(site),
        () => hostState.writeLastKnown(site, lastKnownOf({ epoch: 1 })),
        () => hostState.readBreakGlass(site),
        () => hostState.useBreakGlassPass(site, 'a'.repeat(64)),
        () => hostState.writeDryRun(site, 'token'),
        () => hostState.seals(site),
      ];
      for (const attempt of attempts) {
        await expect(attempt()).rejects.toMatchObject({ code: 'PORTCULLIS_CONFIG_INVALID' });
      }
      expect(readdirSync(temporary.path)).toEqual([]);
    },
  );
});

describe('who had the state directory', () => {
  it('is remembered for each site, the newest ones, and nothing is believed that others may have put there', async () => {
    const memory = createInstanceMemory({ directory, site: 'shop' });
    expect(await memory.read().catch(() => 'no directory')).toEqual([]);
    await memory.write(['gate-1-1-abcdef']);
    expect(await createInstanceMemory({ directory, site: 'shop' }).read()).toEqual(['gate-1-1-abcdef']);
    expect(await createInstanceMemory({ directory, site: 'other' }).read()).toEqual([]);
    await memory.write(Array.from({ length: 60 }, (_, index) => `gate-${index}`));
    const kept = await memory.read();
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([50, 'gate-10', 'gate-59']);
    chmodSync(join(directory, 'instances-shop.txt'), 0o666);
    expect(await memory.read()).toEqual([]);
  });
});
