import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../scripts/run-process.ts';

const root = join(import.meta.dirname, '../..');
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'portcullis-leaks-'));
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const setup = JSON.stringify(join(root, 'test/setup/leaked-handles.ts'));
  writeFileSync(
    join(project, 'vitest.config.mjs'),
    `export default { test: { pool: 'forks', include: ['*.test.mjs'], setupFiles: [${setup}], server: { deps: { inline: [/leaked-handles/] } } } };`,
  );
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('a test file that leaves something open', () => {
  it.each([
    {
      what: 'a server',
      code: `await new Promise((done) => net.createServer().listen(0, done));`,
      says: '1 × TCPServerWrap',
    },
    {
      what: 'a server on a Unix socket',
      code: `await new Promise((done) => net.createServer().listen('left.sock', done));`,
      says: '1 × PipeWrap',
    },
    {
      what: 'a process',
      code: `cp.spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20_000)'], { stdio: 'ignore' });`,
      says: '1 × ProcessWrap',
    },
    { what: 'a watched file', code: `fs.watch('.');`, says: '1 × FSEventWrap' },
  ])('fails for $what', async ({ code, says }) => {
    const { exitCode, output } = await run(code);
    expect(output).toContain(`This test file left open: ${says}`);
    expect(exitCode).toBe(1);
  });

  it('passes when the file closes what it opened, even late', async () => {
    const close = `const server = net.createServer(); afterAll(() => void setTimeout(() => server.close(), 40)); await new Promise((done) => server.listen(0, done));`;
    const { exitCode, output } = await run(close);
    expect(output).not.toContain('left open');
    expect(exitCode).toBe(0);
  });
});

function run(code: string) {
  const imports = `import net from 'node:net'; import fs from 'node:fs'; import cp from 'node:child_process'; import { afterAll, it } from 'vitest';`;
  writeFileSync(join(project, 'leak.test.mjs'), `${imports}\nit('opens', async () => {});\n${code}\n`);
  return runProcess(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: project,
    env: { NO_COLOR: '1', VITEST: undefined },
  });
}
