import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LoadNews, LoadOrder, LoadTally } from './load-orders.ts';

/** Visitors, and the application that they reach through the instances, in a process of their own. */
export interface Load {
  readonly applicationPort: number;
  tell(order: Exclude<LoadOrder, { kind: 'flush' | 'stop' }>): void;
  /** All that happened until now is in its file once it resolves. */
  flush(): Promise<LoadTally>;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, 'processes', 'load-process.ts');

export async function startLoad(): Promise<Load> {
  const child = fork(program, [], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const exited = once(child, 'exit');
  const tell = (order: LoadOrder): void => {
    child.send(order);
  };
  async function next<Kind extends LoadNews['kind']>(kind: Kind): Promise<Extract<LoadNews, { kind: Kind }>> {
    const [news] = (await Promise.race([
      once(child, 'message'),
      exited.then(() => {
        throw new Error('the process of the load ended');
      }),
    ])) as [LoadNews];
    if (news.kind !== kind) throw new Error(`expected ${kind} of the load, got ${news.kind}`);
    return news as Extract<LoadNews, { kind: Kind }>;
  }
  const { applicationPort } = await next('ready');
  return {
    applicationPort,
    tell,
    async flush() {
      const flushed = next('flushed');
      tell({ kind: 'flush' });
      return (await flushed).tally;
    },
    async stop() {
      tell({ kind: 'stop' });
      await exited;
    },
  };
}
