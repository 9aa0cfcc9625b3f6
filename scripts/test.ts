import { parseTestArguments } from './parts/arguments.ts';
import { type MachineClock, type MachineTime, startMachineClock } from './parts/machine-time.ts';
import { createMemoryFolder } from './parts/memory-folder.ts';
import type { Part } from './parts/part.ts';
import { formatReport, ownSeconds, type ReportLine, reportLine } from './parts/report.ts';
import { staticPart } from './parts/static-part.ts';
import { tarballsPart } from './parts/tarballs-part.ts';
import { vitestPart } from './parts/vitest-part.ts';
import { type DebianNeed, debianNeeds, setupDebian } from './setup-debian.ts';

/** `npm test`, `npm test -- PART…`, `npm test -- PART PATH…`: every proof there is, in one go. */

const limitMinutes = 20;
const unit = vitestPart('unit', 'what opens nothing');
const integration = vitestPart('integration', 'files, sockets, databases, processes');
const browser = vitestPart('browser', 'the demo and the pages in Chromium');

/**
 * The lanes of a row run at the same time, rows one after the other: two cores have room for what waits for processes
 * to start beside what computes. Pages are drawn with the machine to themselves.
 */
const rows: readonly (readonly (readonly Part[])[])[] = [
  [
    [unit, integration],
    [staticPart, tarballsPart],
  ],
  [[browser]],
];
const parts = rows.flat(2);

interface Run {
  /** For the test runner of the chosen part. */
  readonly args: readonly string[];
  readonly colour: boolean;
  readonly unmet: readonly DebianNeed[];
  readonly signal: AbortSignal;
  readonly clock: MachineClock;
}

async function main(): Promise<number> {
  const names = parts.map(({ name }) => name);
  const choice = parseTestArguments(process.argv.slice(2), names);
  if ('problem' in choice) {
    console.error(choice.problem);
    for (const { name, what } of parts) console.error(`  ${name.padEnd(12)} ${what}`);
    return 2;
  }
  const clock = startMachineClock();
  const stop = new AbortController();
  const limit = setInterval(() => {
    if (ownSeconds(clock.since()) > limitMinutes * 60) stop.abort('the time limit');
  }, 5_000);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(name));

  const needs = debianNeeds.filter(({ part }) => choice.parts.includes(part));
  const unmet = setupDebian({ needs, write: print });
  const lines: ReportLine[] = [{ ...nothing, name: 'set-up', time: clock.since(), remark: '' }];
  const temporary = createMemoryFolder();
  process.env.TMPDIR = temporary.path;
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const run: Run = { args: choice.args, colour, unmet, signal: stop.signal, clock };

  for (const row of rows) {
    const lanes = row
      .map((lane) => lane.filter(({ name }) => choice.parts.includes(name)))
      .filter((lane) => lane.length > 0);
    await Promise.all(
      lanes.map(async (lane) => {
        for (const part of lane) {
          // Side by side, a part's output is kept until it is over: mixed, nobody could read it.
          const kept: string[] = [];
          lines.push(await runPart(part, run, lanes.length > 1 ? (text) => kept.push(text) : print));
          print(kept.join(''));
        }
      }),
    );
  }
  clearInterval(limit);
  clock.stop();
  temporary.remove();
  const stoppedBy = stop.signal.aborted ? String(stop.signal.reason) : undefined;
  const { text, failed } = formatReport(lines, { time: clock.since(), limitMinutes, stoppedBy });
  print(`\n${text}`);
  return failed === 0 ? 0 : 1;
}

const nothing = { passed: 0, failed: 0, skipped: 0 };
const noTime: MachineTime = { wallSeconds: 0, busySeconds: 0, withheldSeconds: 0 };

async function runPart(
  part: Part,
  { args, colour, unmet, signal, clock }: Run,
  write: (text: string) => void,
): Promise<ReportLine> {
  const { name } = part;
  const started = clock.since();
  const need = unmet.find(({ part: needing, stopsPart = true }) => needing === name && stopsPart);
  if (need !== undefined) {
    // On a developer's machine a missing browser is a gap that is said; on CI it is a failure.
    return { ...nothing, name, failed: isCi() ? 1 : 0, time: noTime, remark: `${need.program} is missing` };
  }
  if (signal.aborted) return { ...nothing, name, failed: 0, time: noTime, remark: 'not run' };
  write(`\n── ${name}: ${part.what}\n`);
  return reportLine(name, await part.run({ args, write, colour, signal }), clock.since(started));
}

function isCi(): boolean {
  const { CI = '' } = process.env;
  return CI !== '' && CI !== 'false' && CI !== '0';
}

function print(text: string): void {
  process.stdout.write(text);
}

process.exitCode = await main();
