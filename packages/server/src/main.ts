#!/usr/bin/env node
import { unfitNode } from './unfit-node.ts';

// Whoever read along has gone (`portcullis status | head -1`, a log collector that died): no reason to end a gate.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const problem = unfitNode(process.versions.node);
if (problem === null) {
  // Not imported at the top: an old Node would end with a SyntaxError of a dependency before any line here ran.
  const { runCommandLine } = await import('./cli/run-command-line.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
