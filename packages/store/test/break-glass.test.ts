import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { noBreakGlass } from '@portcullis/gate';
import { createHostState, type WritableHostState } from '@portcullis/store/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { breakGlassPassOf, overrideOf } from './fixtures.ts';
import { startProcess } from './start-process.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';
import { createTestClock } from './test-clock.ts';

const isRoot = process.getuid?.() === 0;

let temporary: TemporaryDirectory;
let directory: string;
let file: string;
let hostState: WritableHostState;

beforeEach(() => {
  temporary = createTemporaryDirectory();
  directory = join(temporary.path, 'state');
  file = join(directory, 'break-glass-shop.json');
  hostState = createHostState({ directory });
});

afterEach(() => temporary.remove());

function writeByHand(text: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}

async function reasonOf(): Promise<string | null> {
  const { damaged, ...content } = await hostState.readBreakGlass('shop');
  expect({ ...content, damaged: null }).toEqual(noBreakGlass);
  return damaged;
}

describe('the break-glass file', () => {
  it('is nothing when it is not there', async () => {
    expect(await hostState.readBreakGlass('shop')).toEqual(noBreakGlass);
    expect(existsSync(directory)).toBe(false);
  });

  it('holds an override, passes and a dry run, each written without losing the others', async () => {
    await hostState.writeOverride('shop', overrideOf('repair'));
    await hostState.addBreakGlassPass('shop', breakGlassPassOf('a'));
    await hostState.writeDryRun('shop', 'token');
    const reader = createHostState({ directory });
    expect(await reader.readBreakGlass('shop')).toEqual({
      override: overrideOf('repair'),
      passes: [breakGlassPassOf('a')],
      dryRun: 'token',
      damaged: null,
    });
    expect(await reader.readBreakGlass('blog')).toEqual(noBreakGlass);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await hostState.clearOverride('shop');
    await hostState.clearDryRun('shop');
    expect(await reader.readBreakGlass('shop')).toEqual({ ...noBreakGlass, passes: [breakGlassPassOf('a')] });
  });

  it('goes away with the last thing it held', async () => {
    await hostState.writeOverride('shop', overrideOf('repair'));
    await hostState.clearOverride('shop');
    expect(readdirSync(directory)).toEqual([]);
    await hostState.clearOverride('shop');
    expect(await hostState.readBreakGlass('shop')).toEqual(noBreakGlass);
  });

  it('may be written by hand, with the needed parts only', async () => {
    writeByHand(`{ "override": ${JSON.stringify(overrideOf('by hand'))} }`);
    expect(await hostState.readBreakGlass('shop')).toEqual({
      ...noBreakGlass,
      override: overrideOf('by hand'),
    });
  });

  it.each([
    ['', 'the file is not JSON'],
    ['{"override":', 'the file is not JSON'],
    ['[]', 'the file should be an object, found a list'],
    ['{"overide":null}', 'the file has the unknown key "overide"; known are override, passes, dryRun'],
    ['{"__proto__":null}', 'the file has the unknown key "__proto__"'],
    [
      '{"override":{"mode":"shut"}}',
      'the file.override.mode should be one of open, read-only, closed, found "shut"',
    ],
    ['{"override":{"mode":"open"}}', 'the file.override.reason should be a text, found nothing'],
    ['{"passes":[{"id":1}]}', 'the file.passes[0].id should be a text, found 1'],
    [`{"dryRun":"${'x'.repeat(1024 * 1024)}"}`, 'more than the 1048576 expected'],
  ])('is damaged with the reason when it holds %.40s', async (text, reason) => {
    writeByHand(text);
    expect(await reasonOf()).toContain(reason);
    expect(await reasonOf()).toContain(file);
  });

  it.each([0o644, 0o640, 0o606, 0o660, 0o700, 0o622])('is damaged with mode %o', async (mode) => {
    writeByHand('{}');
    chmodSync(file, mode);
    expect(await reasonOf()).toContain(`its mode is 0${mode.toString(8)}, expected 0600 or stricter`);
    chmodSync(file, 0o400);
    expect(await reasonOf()).toBeNull();
  });

  it('is damaged when it is a link, a folder or a pipe', async () => {
    writeByHand('{}');
    renameSync(file, join(directory, 'elsewhere.json'));
    symlinkSync('elsewhere.json', file);
    expect(await reasonOf()).toContain('it is a symbolic link');
    renameSync(file, join(directory, 'link'));
    mkdirSync(file);
    expect(await reasonOf()).toContain('it is not a regular file');
    renameSync(file, join(directory, 'folder'));
    execFileSync('mkfifo', ['-m', '600', file]);
    expect(await reasonOf()).toContain('it is not a regular file');
  });

  it('is damaged when its folder is not one', async () => {
    writeFileSync(directory, '');
    expect(await reasonOf()).toContain('it cannot be looked at (ENOTDIR)');
  });

  it.skipIf(!isRoot)('is damaged when it belongs to neither root nor this user', async () => {
    writeByHand('{}');
    chownSync(file, 12345, 12345);
    expect(await reasonOf()).toContain('it belongs to user 12345');
  });

  it.skipIf(!isRoot)('written by root, belongs to the owner of the folder', async () => {
    mkdirSync(directory);
    chownSync(directory, 12345, 54321);
    await hostState.writeOverride('shop', overrideOf('repair'));
    await hostState.useBreakGlassPass('shop', 'a'.repeat(64));
    for (const name of readdirSync(directory)) {
      const { uid, gid } = statSync(join(directory, name));
      expect([uid, gid], name).toEqual([12345, 54321]);
    }
  });

  it('is read again after every change, also one of the same size within the same millisecond', async () => {
    writeByHand('{"dryRun":"token-00"}');
    for (let round = 10; round < 60; round += 1) {
      writeFileSync(file, `{"dryRun":"token-${round}"}`);
      expect((await hostState.readBreakGlass('shop')).dryRun).toBe(`token-${round}`);
    }
  });

  it('is not read again while it stays the same', async () => {
    writeByHand('{"dryRun":"token"}');
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    await hostState.readBreakGlass('shop');
    const before = statSync(file, { bigint: true }).atimeNs;
    const first = await hostState.readBreakGlass('shop');
    expect(await hostState.readBreakGlass('shop')).toBe(first);
    expect(statSync(file, { bigint: true }).atimeNs).toBe(before);
    utimesSync(file, 1_000_000_001, 1_000_000_001);
    expect(await hostState.readBreakGlass('shop')).not.toBe(first);
  });

  it('is read again while it is young: older kernels give two quick changes the same time', async () => {
    writeByHand('{"dryRun":"token"}');
    const inAnHour = Date.now() / 1000 + 3600;
    utimesSync(file, inAnHour, inAnHour);
    const first = await hostState.readBreakGlass('shop');
    expect(first.dryRun).toBe('token');
    expect(await hostState.readBreakGlass('shop')).not.toBe(first);
  });

  it('can be replaced when it is damaged', async () => {
    writeByHand('{"override":');
    await hostState.writeOverride('shop', overrideOf('repair'));
    expect(await hostState.readBreakGlass('shop')).toEqual({
      ...noBreakGlass,
      override: overrideOf('repair'),
    });
    renameSync(file, join(directory, 'elsewhere.json'));
    symlinkSync('elsewhere.json', file);
    await hostState.clearOverride('shop');
    expect(await hostState.readBreakGlass('shop')).toEqual(noBreakGlass);
    expect(readFileSync(join(directory, 'elsewhere.json'), 'utf8')).toContain('repair');
  });

  it('loses no pass when many are added at once', async () => {
    const digits = [...'0123456789abcdef'];
    const writers = digits.map((digit) =>
      createHostState({ directory }).addBreakGlassPass('shop', breakGlassPassOf(digit)),
    );
    await Promise.all(writers);
    const { passes } = await hostState.readBreakGlass('shop');
    expect(passes.map(({ id }) => id).sort()).toEqual(digits.map((digit) => `pass-${digit}`));
    expect(readdirSync(directory)).toEqual(['break-glass-shop.json']);
  });

  it('takes over the lock of a killed process', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'break-glass-shop.lock'), '');
    await hostState.writeOverride('shop', overrideOf('repair'));
    expect((await hostState.readBreakGlass('shop')).override).toEqual(overrideOf('repair'));
    expect(readdirSync(directory)).toEqual(['break-glass-shop.json']);
  });

  it('says which file and what to do when it cannot be written', async () => {
    writeFileSync(directory, '');
    await expect(hostState.writeOverride('shop', overrideOf('repair'))).rejects.toMatchObject({
      code: 'PORTCULLIS_STATE_UNWRITABLE',
      message: expect.stringContaining('break-glass-shop'),
    });
  });
});

describe('a break-glass pass', () => {
  it('is used once, and shows it', async () => {
    await hostState.addBreakGlassPass('shop', breakGlassPassOf('a'));
    await hostState.addBreakGlassPass('shop', breakGlassPassOf('b'));
    expect((await hostState.readBreakGlass('shop')).passes.map(({ redeemed }) => redeemed)).toEqual([
      false,
      false,
    ]);
    expect(await hostState.useBreakGlassPass('shop', 'a'.repeat(64))).toBe(true);
    expect(await hostState.useBreakGlassPass('shop', 'a'.repeat(64))).toBe(false);
    expect((await hostState.readBreakGlass('shop')).passes.map(({ redeemed }) => redeemed)).toEqual([
      true,
      false,
    ]);
    expect(await createHostState({ directory }).useBreakGlassPass('shop', 'a'.repeat(64))).toBe(false);
    expect(await hostState.useBreakGlassPass('blog', 'a'.repeat(64))).toBe(true);
  });

  it('is given to one of four processes', async () => {
    const tokens = [...'0123456789abcdef'].map((digit) => digit.repeat(64));
    const users = [1, 2, 3, 4].map(() =>
      startProcess({ script: 'use-pass.ts', args: [directory, ...tokens] }),
    );
    await Promise.all(users.map(({ ended }) => ended));
    expect(users.flatMap(({ lines }) => lines).sort()).toEqual(tokens);
  });

  it.each(['', 'A'.repeat(64), 'a'.repeat(63), `../${'a'.repeat(61)}`])(
    'with the hash %j is refused',
    async (tokenHash) => {
      await expect(hostState.useBreakGlassPass('shop', tokenHash)).rejects.toMatchObject({
        code: 'PORTCULLIS_PASS_REFUSED',
      });
    },
  );

  it('cannot be used when its use cannot be marked', async () => {
    writeFileSync(directory, '');
    await expect(hostState.useBreakGlassPass('shop', 'a'.repeat(64))).rejects.toMatchObject({
      code: 'PORTCULLIS_STATE_UNWRITABLE',
    });
  });

  it('is dropped with its mark when it is over and another is added', async () => {
    const clock = createTestClock();
    const own = createHostState({ directory, clock });
    await own.addBreakGlassPass('shop', breakGlassPassOf('a', { expiresAt: clock.wallMs() + 1000 }));
    await own.useBreakGlassPass('shop', 'a'.repeat(64));
    clock.advance(999);
    await own.addBreakGlassPass('shop', breakGlassPassOf('b'));
    expect((await own.readBreakGlass('shop')).passes.map(({ redeemed }) => redeemed)).toEqual([true, false]);
    clock.advance(1);
    await own.addBreakGlassPass('shop', breakGlassPassOf('c'));
    expect((await own.readBreakGlass('shop')).passes.map(({ id }) => id)).toEqual(['pass-b', 'pass-c']);
    expect(readdirSync(directory)).toEqual(['break-glass-shop.json']);
  });
});
