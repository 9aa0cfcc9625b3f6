import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { ProofOptions, ProofResult } from './proof.ts';

/** Tests of single faults that each run of `npm test` asks once, and how often of 200 times each is asked here. */
const tests: readonly { readonly file: string; readonly times: number }[] = [
  { file: 'packages/gate/test/adapters/failing-hooks.test.ts', times: 20 },
  { file: 'packages/server/test/control/people-who-fail.test.ts', times: 20 },
  { file: 'packages/server/test/gate/earlier-version.test.ts', times: 20 },
  { file: 'packages/server/test/gate/identity-faults.test.ts', times: 100 },
  { file: 'packages/server/test/gate/older-data.test.ts', times: 50 },
  { file: 'packages/server/test/gate/slow-flush.test.ts', times: 20 },
  { file: 'packages/server/test/operator/ways-in.test.ts', times: 20 },
  { file: 'packages/server/test/proxy/hostile-upstream.test.ts', times: 200 },
  { file: 'packages/server/test/webhooks/failing-applications.test.ts', times: 200 },
  { file: 'packages/store/test/redis-lost.test.ts', times: 100 },
  { file: 'packages/store/test/store-faults.test.ts', times: 100 },
  { file: 'test/integration/clock-faults.test.ts', times: 50 },
];
const rounds = 200;
const root = join(import.meta.dirname, '..', '..');

/** What holds once by luck does not hold two hundred times: `count` of 200 rounds, in each of which some of the tests are run. */
export async function proveRepeatedTests({
  count,
  doneBefore = 0,
  onProgress,
}: ProofOptions): Promise<ProofResult> {
  const violations: string[] = [];
  let runs = 0;
  for (let round = doneBefore; round < doneBefore + count; round += 1) {
    const files = tests.filter(({ times }) => isDue(times, round)).map(({ file }) => file);
    runs += files.length;
    const problem = await runTests(files);
    if (problem !== null) violations.push(`round ${round}: ${problem}`);
    onProgress?.(round - doneBefore + 1);
  }
  return { violations, facts: { rounds: count, runs } };
}

/** Spread evenly over all rounds. */
function isDue(times: number, round: number): boolean {
  return Math.floor(((round + 1) * times) / rounds) > Math.floor((round * times) / rounds);
}

/** Null, or the end of what they said. */
function runTests(files: readonly string[]): Promise<string | null> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const given = ['run', '--project', 'integration', '--reporter=dot', ...files];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [vitest, ...given],
      // A server that is missing fails there; elsewhere its tests are left out.
      { cwd: root, env: { ...process.env, CI: 'true' }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve(error === null ? null : `${stdout}\n${stderr}`.slice(-4_000)),
    );
  });
}
