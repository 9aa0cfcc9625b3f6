import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { PortcullisError } from '@portcullis/gate';

/** Which file a path means at one moment: another one may be moved in its place later. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
}

export function identityOf(file: string): FileIdentity | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found ? { device: found.dev, inode: found.ino, size: found.size } : null;
}

export function isSameFile(a: FileIdentity, b: FileIdentity | null): boolean {
  return b !== null && a.device === b.device && a.inode === b.inode;
}

/** Follows a link only to where root or this user wanted it: somebody else's leads the process to any file. */
export function checkLink(file: string): void {
  const user = process.getuid?.();
  const found = linkStats(file);
  if (user === undefined || !found?.isSymbolicLink() || found.uid === 0 || found.uid === user) return;
  throw new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${file} is a link that belongs to user ${found.uid}, expected root or user ${user}. Put the file itself there, or make the link anew`,
  );
}

function linkStats(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    // Not there, or not to be looked at: opening it says why.
    return null;
  }
}

/** Creates an empty file for nobody but its owner, unless it is there; its folder too. */
export function createDatabaseFile(file: string): void {
  const directory = dirname(file);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!identityOf(file)) createPrivately(file, directory);
  } catch (cause) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The store ${file} cannot be created: ${cause instanceof Error ? cause.message : String(cause)}. Check that ${directory} is a folder that the user of this process may write`,
      { cause },
    );
  }
}

function createPrivately(file: string, directory: string): void {
  // Without O_EXCL: when another process creates it at the same time, both open the same file.
  const descriptor = openSync(file, 'a', 0o600);
  try {
    // The mode above is cut by the umask of the process, which may even take the owner's rights.
    fchmodSync(descriptor, 0o600);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  // Made by root on the shell, used by a service: it belongs to whom the folder belongs.
  const owner = statSync(directory);
  if (process.getuid?.() === 0 && owner.uid !== 0) chownSync(file, owner.uid, owner.gid);
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * SQLite takes a file of no bytes for a new database and throws away the log beside it: whoever emptied the
 * file would lose every change in silence.
 */
export function checkNotEmptied(file: string): void {
  const log = identityOf(`${file}-wal`);
  if (identityOf(file)?.size === 0n && log && log.size > 0n) {
    throw new PortcullisError(
      'PORTCULLIS_STORE_CORRUPT',
      `The store ${file} is empty while its log ${file}-wal is not: somebody emptied it. Restore the newest backup, or move both files away to begin anew`,
    );
  }
}
