import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './file-error.ts';
import { checkStateDirectory, objectionToMode, objectionToOwner } from './file-owner.ts';

/** The state directory is for its owner alone. */
export async function ensureDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await checkStateDirectory(directory);
}

/** Makes what was just created, renamed or removed in a directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates a file of mode 0600 that is not there yet; fails with EEXIST otherwise. */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await makePrivate(handle, path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Sets mode and owner of a file this process has just created. */
export async function makePrivate(handle: FileHandle, path: string): Promise<void> {
  // The mode given when creating is cut by the umask, which may even take the owner's rights.
  await handle.chmod(0o600);
  // Written by root on the shell, read by a service: it belongs to whom the folder belongs.
  const owner = await stat(dirname(path));
  if (process.getuid?.() === 0 && owner.uid !== 0) await handle.chown(owner.uid, owner.gid);
}

export type FileRead =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'opened'; readonly handle: FileHandle };

export interface OpenOptions {
  /** The caller looks at the mode himself, more strictly. @default false */
  readonly anyMode?: boolean;
}

/**
 * Opens a regular file of the state directory for reading: not through a link, not one that others could have
 * written, and a pipe of that name blocks nobody. Throws when others may write to the directory.
 */
export async function openRegularFile(path: string, options: OpenOptions = {}): Promise<FileRead> {
  await checkStateDirectory(dirname(path));
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'ELOOP') return { kind: 'unusable', reason: 'it is a symbolic link, not a regular file' };
    return { kind: 'unusable', reason: `it cannot be opened (${code ?? String(error)})` };
  }
  const reason = await objectionTo(handle, path, options);
  if (reason === null) return { kind: 'opened', handle };
  await handle.close();
  return { kind: 'unusable', reason };
}

/** Why an opened file is not believed; null when nothing speaks against it. */
export async function objectionTo(
  handle: FileHandle,
  path: string,
  { anyMode = false }: OpenOptions = {},
): Promise<string | null> {
  const stats = await handle.stat();
  if (!stats.isFile()) return 'it is not a regular file';
  const ofMode = anyMode ? null : objectionToMode(stats);
  return ofMode ?? objectionToOwner(stats, await stat(dirname(path)));
}

/** The whole text of an opened file; throws when it is longer than the limit or is not UTF-8. */
export async function readText(handle: FileHandle, limitBytes: number): Promise<string> {
  const { size } = await handle.stat();
  if (size > limitBytes) throw new RangeError(`it has ${size} bytes, more than the ${limitBytes} expected`);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile());
}
