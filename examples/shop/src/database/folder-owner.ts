import { readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, isLiveProcess, startOfProcess } from './live-process.ts';

/** How long a PostgreSQL that lost its owner may take to shut down before a new one gives up on the folder. */
const ORPHAN_SHUTDOWN_MS = 20_000;
const ORPHAN_POLL_MS = 25;

/**
 * Claims `location` for this process and returns how to give it up. A folder whose claimant was killed is taken
 * over; one whose claimant lives is refused, because two servers on the same files destroy them.
 */
export async function claimFolder(location: string): Promise<() => Promise<void>> {
  const path = join(location, 'in-use.json');
  const claim = JSON.stringify({ pid: process.pid, started: await startOfProcess(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(path, claim, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw error;
      }
      const claimant = await liveClaimant(path);
      if (claimant !== null) {
        throw new Error(
          `Expected ${location} to be free, but process ${claimant} is using it. Stop that process, or give another directory.`,
        );
      }
      await rm(path, { force: true });
    }
  }
  throw new Error(`Expected to claim ${location}, but other processes kept claiming it. Start again.`);
}

async function liveClaimant(path: string): Promise<number | null> {
  try {
    const { pid, started } = JSON.parse(await readFile(path, 'utf8')) as { pid: number; started: string };
    return (await isLiveProcess({ pid, started })) ? pid : null;
  } catch {
    return null;
  }
}

/**
 * Clears what a killed predecessor left in the data folder. kill -9 of the program leaves its PostgreSQL running
 * without an owner: it is shut down. kill -9 of everything leaves a lock file whose process number may belong to
 * somebody else by now, and PostgreSQL refuses to start beside it: it is removed.
 */
export async function clearPredecessor(dataFolder: string): Promise<void> {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const pid = Number.parseInt((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 1) {
    await rm(lockFile, { force: true });
    return;
  }
  if (!(await servesFolder(pid, dataFolder))) {
    if (!isAlive(pid) || process.platform === 'linux') {
      await rm(lockFile, { force: true });
    }
    return;
  }
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + ORPHAN_SHUTDOWN_MS;
  // Asked by its folder, not by its number: where nobody collects orphans, a dead one keeps its number for ever.
  while (await servesFolder(pid, dataFolder)) {
    if (performance.now() > deadline) {
      throw new Error(
        `Expected PostgreSQL ${pid}, left behind by a killed start, to leave ${dataFolder}, but it is still running. End process ${pid} and start again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, ORPHAN_POLL_MS));
  }
}

/** PostgreSQL works inside its data folder, which tells it from a stranger with a recycled process number. */
async function servesFolder(pid: number, dataFolder: string): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(dataFolder));
  } catch {
    return false;
  }
}
