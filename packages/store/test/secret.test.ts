import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { loadSecret, parseSecret, type ServerSecret } from '@portcullis/store/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const good = randomBytes(32).toString('base64url');
const goodBytes = new Uint8Array(Buffer.from(good, 'base64url'));

let temporary: TemporaryDirectory;
let directory: string;

beforeEach(() => {
  temporary = createTemporaryDirectory();
  directory = join(temporary.path, 'state');
});

afterEach(() => temporary.remove());

function put(name: string, text: string, mode = 0o600): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), text);
  chmodSync(join(directory, name), mode);
}

describe('the server secret', () => {
  it('is made once, for the owner alone, and found again', async () => {
    const first = await loadSecret({ directory, create: true });
    const second = await loadSecret({ directory, create: true });
    expect(first.current).toHaveLength(32);
    expect(first.previous).toBeNull();
    expect(second).toEqual(first);
    expect(readdirSync(directory)).toEqual(['secret']);
    expect(statSync(join(directory, 'secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'secret'), 'utf8')).toMatch(/^[A-Za-z0-9_-]{43}\n$/);
  });

  it('is the same for processes that start at once', async () => {
    const starters = [1, 2, 3, 4].map(() => startProcess({ script: 'load-secret.ts', args: [directory] }));
    await Promise.all(starters.map(({ ended }) => ended));
    const found = starters.flatMap(({ lines }) => lines);
    expect(found).toHaveLength(4);
    expect(new Set(found).size).toBe(1);
    expect(readdirSync(directory)).toEqual(['secret']);
  });

  it('is the same for everybody who asks while it is made', async () => {
    for (let round = 0; round < 10; round += 1) {
      const own = join(directory, `round-${round}`);
      const asked: Promise<ServerSecret>[] = [];
      // One after the other, so that some find none and are overtaken by those who came first.
      for (let index = 0; index < 12; index += 1) {
        asked.push(loadSecret({ directory: own, create: true }));
        await new Promise((resolve) => setImmediate(resolve));
      }
      const found = await Promise.all(asked);
      for (const secret of found) expect(secret).toEqual(found[0]);
      expect(readdirSync(own)).toEqual(['secret']);
    }
  });

  // Only the mode was looked at: who may put a file there chose the secret.
  it.skipIf(process.getuid?.() !== 0)('is refused when it belongs to somebody else', async () => {
    put('secret', good);
    chownSync(join(directory, 'secret'), 12345, 12345);
    await expect(loadSecret({ directory, create: true })).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
      message: expect.stringContaining('it belongs to user 12345'),
    });
  });

  it('is not made unless asked for', async () => {
    await expect(loadSecret({ directory, create: false })).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
      message: expect.stringContaining(`${directory}/secret is missing`),
    });
  });

  it('comes with the previous one while a rotation lasts', async () => {
    const previous = randomBytes(32);
    put('secret', good);
    put('secret.previous', `${previous.toString('base64url')}\n`);
    expect(await loadSecret({ directory, create: false })).toEqual({
      current: goodBytes,
      previous: new Uint8Array(previous),
    });
    put('secret.previous', 'short');
    await expect(loadSecret({ directory, create: false })).rejects.toMatchObject({
      message: expect.stringContaining('secret.previous'),
    });
  });

  it.each([
    ['empty', ''],
    ['a line end', '\n'],
    ['short', randomBytes(31).toString('base64url')],
    ['long', randomBytes(33).toString('base64url')],
    ['padded', `${good}=`],
    ['two lines', `${good}\n${good}`],
    ['hexadecimal', randomBytes(32).toString('hex')],
    ['zeros', Buffer.alloc(32).toString('base64url')],
    ['few bytes', Buffer.from('0123456789abcde'.repeat(3).slice(0, 32)).toString('base64url')],
    ['repeating', Buffer.alloc(32, Buffer.from([0x80, 0x01, 0xff, 0x37])).toString('base64url')],
    ['readable', Buffer.from('change-me-to-32-random-bytes-now').toString('base64url')],
    ['counting', Buffer.from(Array.from({ length: 32 }, (_, index) => index + 200)).toString('base64url')],
    ['large', 'A'.repeat(5000)],
  ])('is refused when it is %s, and never made anew over it', async (_, text) => {
    put('secret', text);
    const failure = loadSecret({ directory, create: true });
    await expect(failure).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
      message: expect.stringContaining(join(directory, 'secret')),
    });
    // A new secret is the last resort: it was the only advice.
    await expect(failure).rejects.toThrow(
      /Restore its backup first: .* Without a backup, make a new one: node -p/,
    );
    expect(readFileSync(join(directory, 'secret'), 'utf8')).toBe(text);
    const secretText = text.trim();
    if (secretText.length > 10) {
      await failure.catch((error) => expect(error.message).not.toContain(secretText));
    }
  });

  it.each([0o644, 0o640, 0o604, 0o620])('is refused with mode %o', async (mode) => {
    put('secret', good, mode);
    await expect(loadSecret({ directory, create: true })).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
      message: expect.stringContaining(`(mode 0${mode.toString(8)}). Run chmod 600`),
    });
  });

  it('is refused when it is a link or a folder', async () => {
    put('elsewhere', good);
    symlinkSync('elsewhere', join(directory, 'secret'));
    await expect(loadSecret({ directory, create: true })).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
    });
  });

  it('says when it cannot be made', async () => {
    writeFileSync(directory, '');
    await expect(loadSecret({ directory, create: true })).rejects.toMatchObject({
      code: 'PORTCULLIS_SECRET_INVALID',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it('of the environment is read by the same rules', () => {
    expect(parseSecret(good, 'PORTCULLIS_SECRET')).toEqual(goodBytes);
    expect(() => parseSecret('secret', 'PORTCULLIS_SECRET')).toThrow(
      /in PORTCULLIS_SECRET has 4 bytes, expected 32/,
    );
  });
});
