import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';

/** What a test file may leave behind by mistake, as Node names it. Timers and idle sockets end by themselves. */
const watched: Readonly<Record<string, string>> = {
  TCPServerWrap: 'a server that listens on a port',
  PipeWrap: 'a server on a Unix socket, or a pipe to a process',
  ProcessWrap: 'a process that runs',
  FSEventWrap: 'a file that is watched',
};

/** Closing takes a moment; what is still open after this has been forgotten. */
const graceMs = 1_000;
const pauseMs = 20;

// Node opens these pipes when somebody first looks at them.
void [process.stdin, process.stdout, process.stderr];
const before = countOpen();

// Registered first, so run last: after the file's own afterAll.
afterAll(async () => {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const leaked = leakedSince(before);
    if (leaked.length === 0) return;
    if (waitedMs >= graceMs) {
      throw new Error(
        `This test file left open: ${leaked.join('; ')}. Close it in afterEach or afterAll, and wait for it.`,
      );
    }
    await delay(pauseMs);
  }
});

function leakedSince(earlier: ReadonlyMap<string, number>): string[] {
  const leaked: string[] = [];
  for (const [type, count] of countOpen()) {
    const surplus = count - (earlier.get(type) ?? 0);
    if (surplus > 0) leaked.push(`${surplus} × ${type} (${watched[type]})`);
  }
  return leaked;
}

function countOpen(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    if (type in watched) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
