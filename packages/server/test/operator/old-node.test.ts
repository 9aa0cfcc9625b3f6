import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'portcullis-old-node-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A real Node 20 runs the built program in the tarballs part; here only its version is pretended. */
it('an old Node says what is needed and what to do, and loads nothing else', async () => {
  const pretence = join(directory, 'pretend.cjs');
  writeFileSync(
    pretence,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });`,
  );
  const result = await runCommand(['status'], {
    stateDirectory: directory,
    environment: { NODE_OPTIONS: `--require ${pretence}` },
  });
  expect(result).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^Portcullis needs Node 22\.19 or newer; this is 20\.20\.2\.\nPut a newer Node first on PATH .+\n.+\n$/,
    ),
  });
});
