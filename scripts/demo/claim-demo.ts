import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLiveProcess, type NotedProcess, startOfProcess } from 'portcullis-example-shop';
import { DemoProblem } from './demo-problem.ts';

interface Note extends NotedProcess {
  /** Null until it serves. */
  readonly port: number | null;
}

export interface DemoClaim {
  /** Notes where the demo is found. */
  serves(port: number): Promise<void>;
  release(): Promise<void>;
}

/** One demo per directory: a second would take the first one's data from under it. A killed one's claim is void. */
export async function claimDemo(directory: string): Promise<DemoClaim> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'running.json');
  const mine: Note = { pid: process.pid, started: await startOfProcess(process.pid), port: null };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await writeFile(path, JSON.stringify(mine), { flag: 'wx' });
      return {
        serves: (port) => writeFile(path, JSON.stringify({ ...mine, port })),
        release: () => rm(path, { force: true }),
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const other = await readNote(path);
      if (other !== null && (await isLiveProcess(other))) throw new DemoProblem(alreadyRuns(other));
      await rm(path, { force: true });
    }
  }
  throw new DemoProblem(`Other starts of the demo keep claiming ${directory}. Start again.`);
}

async function readNote(path: string): Promise<Note | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Note;
  } catch {
    return null; // cut short by a crash, or just removed
  }
}

function alreadyRuns({ pid, port }: Note): string {
  const where = port === null ? ' and is still starting' : ` at http://localhost:${port}`;
  return `The demo already runs (process ${pid})${where}. Stop it with Ctrl-C there.`;
}
