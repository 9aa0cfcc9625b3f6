import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface DecisionKeyOptions {
  readonly directory: string;
  /** base64url, as `createDecisionReader` takes it. */
  readonly key: string;
}

/**
 * Puts the key that verifies decision headers into the file `decision-key` of the state directory, for the
 * application to be given; mode 0600. Left alone while it says the same.
 */
export async function writeDecisionKey({ directory, key }: DecisionKeyOptions): Promise<void> {
  const path = join(directory, 'decision-key');
  const text = `${key}\n`;
  if (await holds(path, text)) return;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  // Beside it first: an application that starts right now reads the old key or the new one, never half of one.
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

async function holds(path: string, text: string): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    return (mode & 0o077) === 0 && (await readFile(path, 'utf8')) === text;
  } catch {
    return false;
  }
}
