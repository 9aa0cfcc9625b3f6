#!/usr/bin/env node
import { unfitNode } from './unfit-node.ts';

const problem = unfitNode(process.versions.node);
if (problem === null) {
  // Not imported at the top: an old Node would end with a SyntaxError of a dependency before any line here ran.
  const { runCommandLine } = await import('./cli/run-command-line.ts');
  process.exitCode = await runCommandLine(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
