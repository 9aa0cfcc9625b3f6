/** Runs tasks, at most `lanes` of them at once; their results in their order. */
export async function inLanes<Result>(
  lanes: number,
  tasks: readonly (() => Promise<Result>)[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = tasks.entries();
  async function run(): Promise<void> {
    // The lanes take from one iterator: each task is taken once.
    for (const [index, task] of waiting) results[index] = await task();
  }
  await Promise.all(Array.from({ length: lanes }, run));
  return results;
}
