import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The operating system account PostgreSQL runs under; `null` means "the one this process already has". */
export type PostgresAccount = { readonly name: string; readonly uid: number; readonly gid: number } | null;

/** Existing accounts we may borrow, best first. None is ever created: the machine is not ours. */
const BORROWED_ACCOUNTS = ['postgres', 'nobody'] as const;

/** PostgreSQL refuses to run as root, so root borrows an unprivileged account; everybody else needs none. */
export async function choosePostgresAccount(): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) {
    return null;
  }
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of BORROWED_ACCOUNTS) {
    const fields = lines.find((line) => line[0] === name);
    const uid = Number(fields?.[2]);
    const gid = Number(fields?.[3]);
    if (Number.isInteger(uid) && uid > 0 && Number.isInteger(gid)) {
      return { name, uid, gid };
    }
  }
  throw new Error(
    `PostgreSQL refuses to run as root and needs one of the accounts ${BORROWED_ACCOUNTS.join(', ')}; /etc/passwd has none of them. Start as a normal user instead.`,
  );
}

export function spawnIdentity(account: PostgresAccount): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

/**
 * Whether `account` can enter `folder`. Asked by trying it as that account: reading mode bits would have to
 * repeat what the kernel knows about groups, ACLs and mounts.
 */
export async function canEnter(account: PostgresAccount, folder: string): Promise<boolean> {
  if (account === null) {
    return true;
  }
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
      ...spawnIdentity(account),
      cwd: '/',
      stdio: 'ignore',
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
