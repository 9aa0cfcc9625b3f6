#!/usr/bin/env node
import { unfitNode } from './unfit-node.ts';

// Whoever read along has gone (`portcullis status | head -1`, a log collector that died): no reason to end a gate.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** For what was written and not read yet. */
const lastWordsMs = 1_000;

const problem = unfitNode(process.versions.node);
if (problem === null) {
  // Not imported at the top: an old Node would end with a SyntaxError of a dependency before any line here ran.
  const { runCommandLine } = await import('./cli/run-command-line.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
  // A server that has stopped is not kept alive by what its configuration opened: the connection of a queue, say.
  if (process.argv[2] === 'up') setTimeout(() => process.exit(), lastWordsMs).unref();
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
