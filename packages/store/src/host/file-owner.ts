import { stat } from 'node:fs/promises';
import { PortcullisError } from '@portcullis/gate';

/** What of a file's stats says who may change it. */
export interface Ownership {
  readonly uid: number | bigint;
  readonly mode: number | bigint;
}

/**
 * Whose files are believed: root's, this user's, and for root on the shell those of the service whose folder it
 * is. Null where the system knows no users.
 */
export function objectionToOwner({ uid }: Ownership, folder: Ownership | null): string | null {
  const user = process.getuid?.();
  if (user === undefined || Number(uid) === 0 || Number(uid) === user) return null;
  if (user === 0 && folder !== null && Number(folder.uid) === Number(uid)) return null;
  return `it belongs to user ${uid}, expected root or user ${user}; run chown on it`;
}

/** Why a state file is not believed: others may write it. */
export function objectionToMode({ mode }: Ownership): string | null {
  const rights = Number(mode) & 0o777;
  if (process.getuid === undefined || (rights & 0o022) === 0) return null;
  return `others may write it (mode 0${rights.toString(8)}); run chmod 600 on it`;
}

/** Refuses a state directory in which others may put, replace and remove files. One that is not there is fine. */
export async function checkStateDirectory(directory: string): Promise<void> {
  const problem = await directoryProblem(directory);
  if (problem !== null) throw new PortcullisError('PORTCULLIS_CONFIG_INVALID', problem);
}

/** Null when nothing speaks against it, or it cannot be looked at: who opens a file in it will say so. */
export async function directoryProblem(directory: string): Promise<string | null> {
  const user = process.getuid?.();
  const found = user === undefined ? null : await stat(directory).catch(() => null);
  if (found === null || !found.isDirectory()) return null;
  const mode = found.mode & 0o7777;
  if ((mode & 0o022) !== 0) {
    return `Others may write to the state directory ${directory} (mode 0${mode.toString(8)}), and whoever may rules the gate. Run chmod go-w ${directory}, or name a folder of its own inside it`;
  }
  if (user === 0 || found.uid === 0 || found.uid === user) return null;
  return `The state directory ${directory} belongs to user ${found.uid}, expected root or user ${user}. Run chown on it, or name another`;
}
