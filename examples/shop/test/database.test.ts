import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, startDatabase } from '../src/index.ts';
import { createVisitorClient } from '../src/visitor-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

let directory: string;
const undo: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shop-database-'));
  await chmod(directory, 0o755);
  undo.push(() => rm(directory, { recursive: true, force: true }));
});

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) {
    await step();
  }
});

async function start(notices: string[] = []) {
  const database = await startDatabase({ directory, onNotice: (notice) => notices.push(notice) });
  undo.push(() => database.stop());
  return database;
}

async function postmasterOf(dataFolder: string): Promise<number> {
  return Number((await readFile(join(dataFolder, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** A zombie counts as gone: it runs no more, somebody has yet to collect it. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => 'State:\tX');
  return !/^State:\s+[ZX]/m.test(status);
}

async function untilGone(pid: number): Promise<void> {
  while (await isRunning(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function write(url: string, text: string): Promise<void> {
  const database = openDatabase(url);
  await database.transaction(async ({ query }) => {
    await query('create table if not exists note (text text)');
    await query('insert into note values ($1)', [text]);
  });
  await database.close();
}

async function notes(url: string): Promise<readonly string[]> {
  const database = openDatabase(url);
  const rows = await database.query<{ text: string }>('select text from note');
  await database.close();
  return rows.map((row) => row.text);
}

/** The stand-alone shop as a process of its own. */
async function startMain(): Promise<{ readonly child: ChildProcess; readonly baseUrl: string }> {
  const child = spawn(process.execPath, ['--conditions=portcullis-source', MAIN, '--directory', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const baseUrl = /open at (http:\S+)/.exec(said)?.[1];
    if (baseUrl !== undefined && said.includes('Ctrl-C')) {
      return { child, baseUrl };
    }
  }
  throw new Error(`Expected the shop to open, but it ended. It said: ${said}`);
}

describe('database', () => {
  it('starts, stops however often it is told, leaves no process, and finds its data again', async () => {
    // What a start killed while it made the database leaves behind.
    await mkdir(join(directory, 'postgres', 'unfinished'), { recursive: true });
    await writeFile(join(directory, 'postgres', 'unfinished', 'PG_VERSION'), '18');
    await writeFile(join(directory, 'postgres', 'initial-password'), 'x');
    const first = await start();
    await write(first.url, 'kept');
    const pid = await postmasterOf(first.dataFolder);
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect(await isRunning(pid)).toBe(false);
    const second = await start();
    expect(await notes(second.url)).toEqual(['kept']);
    await expect(start()).rejects.toThrow(`process ${process.pid} is using it`);
    expect(await notes(second.url)).toEqual(['kept']);
  });

  it('starts again after kill -9 of everything, also when the dead server’s number is somebody else’s now', async () => {
    const { child } = await startMain();
    const dataFolder = join(directory, 'postgres', 'data');
    const pid = await postmasterOf(dataFolder);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await Promise.all([ended, untilGone(pid)]);
    const lockFile = join(dataFolder, 'postmaster.pid');
    await writeFile(lockFile, (await readFile(lockFile, 'utf8')).replace(/^\d+/, String(process.pid)));
    const { url } = await start();
    const database = openDatabase(url);
    expect(await database.query('select count(*)::integer as products from product')).toEqual([
      { products: 24 },
    ]);
    await database.close();
  });

  it('takes the folder over from a PostgreSQL whose owner was killed, and Ctrl-C leaves nothing', async () => {
    const killed = await startMain();
    const dataFolder = join(directory, 'postgres', 'data');
    const orphan = await postmasterOf(dataFolder);
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await isRunning(orphan)).toBe(true);
    const { child, baseUrl } = await startMain();
    expect(await isRunning(orphan)).toBe(false);
    const pid = await postmasterOf(dataFolder);
    const client = createVisitorClient({ baseUrl });
    expect((await client.get('/')).status).toBe(200);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    client.close();
    expect(code).toBe(0);
    expect(await isRunning(pid)).toBe(false);
  });

  it.runIf(isRoot)('as root, keeps its data where PostgreSQL’s user can enter, and says so', async () => {
    await chmod(directory, 0o700);
    const notices: string[] = [];
    const first = await start(notices);
    const location = dirname(first.dataFolder);
    undo.push(() => rm(location, { recursive: true, force: true }));
    expect(location.startsWith(join(tmpdir(), 'portcullis-shop-data-'))).toBe(true);
    expect(notices.join()).toContain(`cannot enter ${directory}: its data is in ${location}`);
    await write(first.url, 'kept');
    await first.stop();
    const second = await start();
    expect(await notes(second.url)).toEqual(['kept']);
    await second.stop();
    // Where everybody may write, a stranger may put a link under the name.
    await rm(location, { recursive: true });
    await symlink(directory, location);
    await expect(start()).rejects.toThrow('belongs to somebody else');
  });
});
