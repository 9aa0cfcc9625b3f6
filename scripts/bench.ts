import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './workspace.ts';

/** `npm run bench -- NAME [options]`: a folder of benchmarks/ with a run.ts. The peers are installed only here. */
const benchmarks = join(root, 'benchmarks');
const names = globSync('*/run.ts', { cwd: benchmarks })
  .map((file) => dirname(file))
  .sort();
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(`Say which benchmark: npm run bench -- NAME, where NAME is one of ${names.join(', ')}.`);
  process.exit(2);
}
if (existsSync(join(benchmarks, 'package.json')) && !existsSync(join(benchmarks, 'node_modules'))) {
  console.error('Installing the peers to measure against.');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: benchmarks,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [...process.execArgv, join(benchmarks, name, 'run.ts'), ...rest],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
