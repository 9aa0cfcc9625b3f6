import { stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemCode, unwritable } from './file-error.ts';
import { createPrivateFile, ensureDirectory } from './private-file.ts';

/** Longer than any edit takes: who still holds the lock then was killed. */
const takenOverAfterMs = 2000;

/** Runs edits of one file one after the other, across processes. A lock left by a killed process is taken over. */
export async function withFileLock<T>(lock: string, edit: () => Promise<T>): Promise<T> {
  try {
    await ensureDirectory(dirname(lock));
    await acquire(lock);
  } catch (cause) {
    throw unwritable(lock, cause);
  }
  try {
    return await edit();
  } finally {
    await unlink(lock).catch(() => undefined);
  }
}

async function acquire(lock: string): Promise<void> {
  let holder: string | null = null;
  let heldSince = performance.now();
  while (!(await take(lock))) {
    const current = await holderOf(lock);
    if (current !== holder) {
      holder = current;
      heldSince = performance.now();
    }
    // Measured by how long we have seen this very lock: the times of files may lie when a clock was set.
    if (performance.now() - heldSince > takenOverAfterMs) await unlink(lock).catch(() => undefined);
    else await delay(10);
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await createPrivateFile(lock)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(lock: string): Promise<string | null> {
  const stats = await stat(lock, { bigint: true }).catch(() => null);
  return stats && `${stats.ino}:${stats.ctimeNs}`;
}
