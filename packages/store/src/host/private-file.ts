import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './file-error.ts';

/** The state directory is for its owner alone. */
export async function ensureDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
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

/** Opens a regular file for reading: not through a link, and a pipe of that name blocks nobody. */
export async function openRegularFile(path: string): Promise<FileRead> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'ELOOP') return { kind: 'unusable', reason: 'it is a symbolic link, not a regular file' };
    return { kind: 'unusable', reason: `it cannot be opened (${code ?? String(error)})` };
  }
  if ((await handle.stat()).isFile()) return { kind: 'opened', handle };
  await handle.close();
  return { kind: 'unusable', reason: 'it is not a regular file' };
}

/** The whole text of an opened file; throws when it is longer than the limit or is not UTF-8. */
export async function readText(handle: FileHandle, limitBytes: number): Promise<string> {
  const { size } = await handle.stat();
  if (size > limitBytes) throw new RangeError(`it has ${size} bytes, more than the ${limitBytes} expected`);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile());
}
