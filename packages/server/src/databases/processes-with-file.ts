import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import type { SqliteProcess } from '@portcullis/quiesce/sqlite';

/** Other processes of this host that have a file open; undefined where the system does not show it. Those of other users only root sees. */
export function processesWithFile(file: string): (() => Promise<readonly SqliteProcess[]>) | undefined {
  if (process.platform !== 'linux') return undefined;
  return async () => {
    const path = await realpath(file).catch(() => file);
    const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
    const found: SqliteProcess[] = [];
    for (const pid of pids) {
      if (pid === process.pid || !(await hasOpen(pid, path))) continue;
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      found.push({ pid, name: name.trim() });
    }
    return found;
  };
}

async function hasOpen(pid: number, path: string): Promise<boolean> {
  // It ended meanwhile, or belongs to somebody else.
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')),
  );
  return targets.includes(path);
}
