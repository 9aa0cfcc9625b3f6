import { PortcullisError } from '@portcullis/gate';

/** The code of a failed system call, such as `ENOENT`. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on the disk',
  EDQUOT: 'Raise the quota or free some space',
  EFBIG: 'Raise the file size limit of this process (ulimit -f)',
  EROFS: 'Mount the file system writable, or name another state directory',
  EACCES: 'Let the user of this process write there, or name another state directory',
  EPERM: 'Let the user of this process write there, or name another state directory',
  ENOTDIR: 'Name a state directory whose path leads through folders only',
};

/** The state directory refused a write; the file keeps what it had before. */
export function unwritable(path: string, cause: unknown): PortcullisError {
  if (cause instanceof PortcullisError) return cause;
  const next = advice[systemCode(cause) ?? ''] ?? 'Check the disk and the rights on its folder';
  return new PortcullisError(
    'PORTCULLIS_STATE_UNWRITABLE',
    `The file ${path} cannot be written: ${reasonOf(cause)}. It keeps what it had before. ${next}, and repeat`,
    { cause },
  );
}
