import { readFile } from 'node:fs/promises';

/** A process as it was when somebody wrote it down. */
export interface NotedProcess {
  readonly pid: number;
  /** From `startOfProcess`: numbers are used again, starts are not. */
  readonly started: string;
}

/** Whether that very process still runs, not a later one with its number. */
export async function isLiveProcess({ pid, started }: NotedProcess): Promise<boolean> {
  return Number.isInteger(pid) && isAlive(pid) && (await startOfProcess(pid)) === started;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Field 22 of /proc/PID/stat (proc(5)) tells a process from a later one with the same number; field 3 tells one that
 * is dead and not yet collected. Empty for those, and where there is no /proc.
 */
export async function startOfProcess(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state = 'X', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '');
}
