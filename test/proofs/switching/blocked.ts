/** How long a process that loads `processes/block-loop-process.ts` is busy after SIGUSR2. */
export const blockedMs = 10_000;
