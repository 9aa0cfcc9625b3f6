import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MemoryFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** More than the tests were ever seen to write, with room for who else uses the machine's memory. */
const neededBytes = 4 * 1024 ** 3;

/**
 * Where tests put their databases, packages and state: in memory where the machine has room, else where it puts
 * temporary files. Thousands of small transactions wait for a disk longer than they take, and no test pulls a plug.
 */
export function createMemoryFolder(): MemoryFolder {
  const path = mkdtempSync(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'portcullis-tests-'));
  // As in any folder for temporary files, the accounts that databases borrow may enter.
  chmodSync(path, 0o1777);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

function hasRoom(folder: string): boolean {
  try {
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
    const [, , type, options = ''] = mounts.find((line) => line.split(' ')[1] === folder)?.split(' ') ?? [];
    const { bavail, bsize } = statfsSync(folder);
    // Some tests run what they write.
    return type === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize >= neededBytes;
  } catch {
    return false;
  }
}
