import { chmod, lstat, mkdir } from 'node:fs/promises';

/**
 * Creates `path`, or accepts it when it is already a real folder of ours. The system temp folder is shared:
 * a stranger may have put a link or a folder of his own under the name we are about to trust as root.
 */
export async function preparePrivateFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  const found = await lstat(path);
  const foreign = process.getuid !== undefined && found.uid !== process.getuid();
  if (!found.isDirectory() || foreign) {
    throw new Error(
      `Expected ${path} to be a folder of this user, but it belongs to somebody else. Remove it, or give another directory.`,
    );
  }
  // Not left to mkdir: its mode is cut by the umask, and the account PostgreSQL runs under must get in.
  await chmod(path, mode);
}
