import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of the folder `processes`, once it has said something. */
export async function forkProcess(name: string, args: readonly string[]): Promise<ChildProcess> {
  const script = new URL(`../processes/${name}.ts`, import.meta.url);
  const child = fork(script, args, { execArgv: ['--conditions=portcullis-source'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Expected ${name} to say something, but it ended with exit code ${code}.`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  return child;
}

export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
