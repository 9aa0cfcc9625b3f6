// Loaded before the program: after SIGUSR2 nothing else happens in this process for a while.
import { blockedMs } from '../blocked.ts';

process.on('SIGUSR2', () => {
  const until = performance.now() + blockedMs;
  while (performance.now() < until);
  process.stderr.write('blocked\n');
});
