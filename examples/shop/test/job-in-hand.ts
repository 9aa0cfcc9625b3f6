import type { JobQueue } from '../src/index.ts';

export const JOB_ID = '5e0a3a4e-4b0e-4f7e-9b1c-000000000001';

/** Runs the handler of a queue once, as pg-boss would. */
export async function runJob(queue: JobQueue | undefined, name: string, data: object = {}): Promise<void> {
  if (queue === undefined) {
    throw new Error(`Expected a queue ${name}.`);
  }
  await queue.handler([
    {
      id: JOB_ID,
      name,
      data,
      expireInSeconds: 60,
      heartbeatSeconds: null,
      retryCount: 0,
      signal: new AbortController().signal,
    },
  ]);
}
