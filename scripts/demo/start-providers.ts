import { join } from 'node:path';
import { programs } from 'portcullis-example-shop';
import { DemoProblem } from './demo-problem.ts';
import { runProgram } from './run-program.ts';

export interface StartProvidersOptions {
  /** Where the shop is reached from outside. */
  readonly shopUrl: string;
  /** What they sign with, by the names of variables. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where what they promised is kept. */
  readonly file: string;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The payment provider, the mail provider and the CRM, in a process of their own: nobody pauses them in a window. */
export async function startProviders({
  shopUrl,
  secrets,
  file,
  onLine,
  signal,
}: StartProvidersOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const listens = Promise.withResolvers<string>();
  let isWanted = true;
  const { child, ended } = runProgram(programs.providers, {
    args: ['--shop-url', shopUrl, '--file', file],
    env: { ...process.env, ...secrets },
    onSaid(line, from) {
      const [, url] = /^The providers are at (\S+)$/.exec(line) ?? [];
      if (url !== undefined) listens.resolve(url);
      else if (from === 'problems') onLine(line);
    },
  });
  void ended.then(() => {
    const ending = `The providers have ended (${child.exitCode ?? child.signalCode}).`;
    listens.reject(new DemoProblem(`${ending} What is wrong stands above.`));
    if (isWanted && !signal.aborted)
      onLine(`${ending} What they had promised is in ${file}; the next start goes on.`);
  });
  return {
    url: await listens.promise,
    async close() {
      isWanted = false;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Beside the database, in the folder of the demo. */
export function providersFileIn(directory: string): string {
  return join(directory, 'providers.jsonl');
}
