import { randomBytes } from 'node:crypto';
import { link, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, systemCode, unwritable } from './file-error.ts';
import { invalid, parseSecret } from './parse-secret.ts';
import {
  createPrivateFile,
  ensureDirectory,
  openRegularFile,
  readText,
  syncDirectory,
} from './private-file.ts';

export interface LoadSecretOptions {
  readonly directory: string;
  /** Makes a secret when there is none. */
  readonly create: boolean;
}

/** Keys are derived from both; new signatures and records are made with `current`. */
export interface ServerSecret {
  readonly current: Uint8Array;
  /** Still accepted while a rotation lasts. */
  readonly previous: Uint8Array | null;
}

/** The server secret of the state directory: `secret`, and `secret.previous` while a rotation lasts. */
export async function loadSecret({ directory, create }: LoadSecretOptions): Promise<ServerSecret> {
  const path = join(directory, 'secret');
  let current = await read(path);
  if (current === null && create) {
    await createSecret(path, directory);
    current = await read(path);
  }
  if (current === null) {
    throw invalid(path, 'is missing', {
      next: 'Run `portcullis init`, or put the secret of your other servers there',
    });
  }
  return { current, previous: await read(`${path}.previous`) };
}

async function read(path: string): Promise<Uint8Array | null> {
  const found = await openRegularFile(path, { anyMode: true });
  if (found.kind === 'absent') return null;
  if (found.kind === 'unusable')
    throw invalid(path, `cannot be used: ${found.reason}`, { next: 'Put a regular file of your own there' });
  try {
    const mode = (await found.handle.stat()).mode & 0o777;
    if ((mode & 0o077) !== 0) {
      throw invalid(path, `can be read or written by others (mode 0${mode.toString(8)})`, {
        next: 'Run chmod 600 on it if nobody else has seen it, otherwise make a new one',
      });
    }
    return parseSecret(await readTextOf(found.handle, path), path);
  } finally {
    await found.handle.close();
  }
}

async function readTextOf(handle: Parameters<typeof readText>[0], path: string): Promise<string> {
  try {
    return await readText(handle, 1024);
  } catch (error) {
    throw invalid(path, `cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** Of several processes that start at once one creates the secret and all use that one. */
async function createSecret(path: string, directory: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    await ensureDirectory(directory);
    const handle = await createPrivateFile(temporary);
    try {
      await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Unlike rename, link never replaces a secret that another process has put there meanwhile.
    await link(temporary, path).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await syncDirectory(directory);
  } catch (cause) {
    throw unwritable(path, cause);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}
