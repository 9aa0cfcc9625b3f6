import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ContenderMessage, UsageQuestion } from './contender.ts';

export interface PinnedProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** Resident memory in bytes after a full garbage collection. */
  memory(): Promise<number>;
  /** Processor time used since the start. */
  cpuMs(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts one of our processes on one core and waits until it listens. */
export async function startPinned(core: number, script: URL, ...args: string[]): Promise<PinnedProcess> {
  const nodeArgs = ['--expose-gc', '--conditions=portcullis-source', '--disable-warning=ExperimentalWarning'];
  const profile = process.env.BENCH_NODE_ARGS?.split(' ').filter((arg) => arg !== '') ?? [];
  const child = spawn(
    'taskset',
    ['-c', String(core), process.execPath, ...nodeArgs, ...profile, script.pathname, ...args],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = await nextMessage(child);
  if (first.kind !== 'listening')
    throw new Error(`Expected the process to say that it listens, got "${first.kind}"`);
  const ask = async (question: UsageQuestion): Promise<{ rssBytes: number; cpuMs: number }> => {
    const answer = nextMessage(child);
    child.send(question);
    const message = await answer;
    if (message.kind !== 'usage') throw new Error(`Expected usage figures, got "${message.kind}"`);
    return message;
  };
  return {
    port: first.port,
    child,
    memory: async () => (await ask({ collect: true })).rssBytes,
    cpuMs: async () => (await ask({ collect: false })).cpuMs,
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<ContenderMessage> {
  const heard = new AbortController();
  const { signal } = heard;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([message]: ContenderMessage[]) => message as ContenderMessage),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`Expected a running process, it ended with code ${code}`);
      }),
    ]);
  } finally {
    heard.abort();
  }
}
