import { randomBytes } from 'node:crypto';
import { readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from './file-error.ts';
import { createPrivateFile, ensureDirectory, syncDirectory } from './private-file.ts';

/** A writer that was killed leaves its temporary file; after this time nobody can still be writing it. */
const abandonedAfterMs = 60_000;

/** Replaces a file's content so that readers and a crash see the old text or the new one, never a part. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await ensureDirectory(directory);
    await removeAbandoned(path);
    await writeTemporary(temporary, text);
    await rename(temporary, path);
    await syncDirectory(directory);
  } catch (cause) {
    await unlink(temporary).catch(() => undefined);
    throw unwritable(path, cause);
  }
}

async function writeTemporary(temporary: string, text: string): Promise<void> {
  const handle = await createPrivateFile(temporary);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeAbandoned(path: string): Promise<void> {
  const directory = dirname(path);
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(prefix) || !name.endsWith('.tmp')) continue;
    const found = join(directory, name);
    const { mtimeMs } = await stat(found).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > abandonedAfterMs) await unlink(found).catch(() => undefined);
  }
}
