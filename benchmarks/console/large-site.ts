import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { startGateProcess } from '../../test/support/gate-process.ts';
import type { FilledStore } from './fill-store.ts';
import type { Sent } from './load-process.ts';
import { policy, site } from './site.ts';

/** A real server over a full store, with 199 instances that report beside it and an application behind it. */
export interface LargeSite {
  /** Where visitors come. */
  readonly gateUrl: string;
  /** With a slash at its end. */
  readonly consoleUrl: string;
  readonly serverProcessId: number;
  /** Sends requests from a process of its own; resolves when the last one is answered. */
  visit(perSecond: number, seconds: number): Promise<Sent>;
  stop(): Promise<void>;
}

export async function startLargeSite({ directory, storeFile }: FilledStore): Promise<LargeSite> {
  const processes: ChildProcess[] = [];
  const start = (file: string, ...args: readonly string[]): ChildProcess => {
    const child = fork(new URL(file, import.meta.url).pathname, args, { execArgv: process.execArgv });
    processes.push(child);
    return child;
  };
  const stopped = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null) return;
    const gone = once(child, 'exit');
    if (child.connected) child.disconnect();
    await gone;
  };
  const [port] = await once(start('upstream-process.ts'), 'message');
  const gate = await startGateProcess({
    config: {
      site,
      upstream: `http://127.0.0.1:${port}`,
      store: { kind: 'sqlite', file: storeFile },
      console: { listen: { port: 0 } },
      policy,
    },
    stateDirectory: directory,
  });
  const store = createSqliteStore({ file: storeFile });
  const running = (await store.instances.list(site)).find(({ processId }) => processId === gate.processId);
  await store.close();
  if (running === undefined) throw new Error(`Expected the server among the instances.\n${gate.log()}`);
  await once(start('instances-process.ts', storeFile, running.id), 'message');
  const consoleUrl = /The console: (\S+)/.exec(gate.log())?.[1];
  if (consoleUrl === undefined) throw new Error(`Expected a console.\n${gate.log()}`);
  return {
    gateUrl: gate.url,
    consoleUrl,
    serverProcessId: gate.processId,
    async visit(perSecond, seconds) {
      const child = start('load-process.ts', String(gate.port), String(perSecond), String(seconds));
      const [sent] = await once(child, 'message');
      await stopped(child);
      return sent as Sent;
    },
    async stop() {
      // The instances before the store they write to has lost its server.
      for (const child of processes.reverse()) await stopped(child);
      await gate.stop();
    },
  };
}
