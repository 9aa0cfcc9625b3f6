import { readFileSync } from 'node:fs';

/** The resident memory of a process in megabytes; 0 when it is gone. Linux. */
export function memoryOf(processId: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
    return Math.round(Number(kilobytes) / 1_024);
  } catch {
    return 0;
  }
}

/** Looks again and again; `stop` gives the most that was seen, in megabytes. */
export function mostMemory(processId: number): { stop(): number } {
  let most = memoryOf(processId);
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(processId));
  }, 200);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
