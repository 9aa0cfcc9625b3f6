import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../run-process.ts';
import { readJson, root } from '../workspace.ts';
import type { Part, PartResult } from './part.ts';

/** What is read of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** One project of vitest.config.ts. */
export function vitestPart(name: 'unit' | 'integration' | 'browser', what: string): Part {
  return {
    name,
    what,
    async run({ args, write, colour, signal }) {
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-report-'));
      try {
        const reportFile = join(folder, 'report.json');
        const vitest = join(root, 'node_modules/vitest/vitest.mjs');
        const { exitCode } = await runProcess(
          process.execPath,
          [
            vitest,
            'run',
            '--project',
            name,
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${reportFile}`,
            ...args,
          ],
          {
            cwd: root,
            write,
            signal,
            env: colour
              ? { FORCE_COLOR: '1', NO_COLOR: undefined }
              : { NO_COLOR: '1', FORCE_COLOR: undefined },
          },
        );
        return count(reportFile, exitCode);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function count(reportFile: string, exitCode: number): PartResult {
  let report: Report;
  try {
    report = readJson<Report>(reportFile);
  } catch {
    return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 }; // vitest itself failed, and has said why
  }
  // A file that could not be loaded, or whose hooks failed, may contain no failed test.
  const failedFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + failedFiles;
  return {
    passed: report.numPassedTests,
    // Unhandled errors and leaks fail the run although every test passed.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
