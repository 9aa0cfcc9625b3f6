import type { MachineTime } from './machine-time.ts';
import type { PartResult } from './part.ts';

/** A part that has run, or could not. */
export interface ReportLine extends PartResult {
  readonly name: string;
  readonly time: MachineTime;
  /** Why the part counts as failed although no test did, or why it did not run; empty otherwise. */
  readonly remark: string;
}

export interface ReportOptions {
  readonly time: MachineTime;
  /** Of the time in which the machine had its cores. */
  readonly limitMinutes: number;
  /** What ended the run early: the name of a signal, `time`. */
  readonly stoppedBy?: string;
}

/** A part counts as it ran; one in which no test ran has failed, or an empty folder would be green. */
export function reportLine(name: string, result: PartResult, time: MachineTime): ReportLine {
  const ranNothing = result.passed + result.failed === 0;
  return {
    ...result,
    name,
    time,
    failed: ranNothing ? 1 : result.failed,
    remark: ranNothing ? 'no test ran' : '',
  };
}

/** The table, the total, and as the last line `N passed, N failed`. */
export function formatReport(
  lines: readonly ReportLine[],
  { time, limitMinutes, stoppedBy }: ReportOptions,
): { text: string; failed: number } {
  const table = lines.map((line) => {
    const numbers = [line.passed, line.failed, line.skipped]
      .map((number) => String(number).padStart(8))
      .join('');
    const spent = `${duration(line.time.wallSeconds).padStart(12)}${share(line.time.busySeconds, line.time)}${share(line.time.withheldSeconds, line.time)}`;
    return `${line.name.padEnd(12)}${numbers}${spent}  ${line.remark}`.trimEnd();
  });
  const isTooLong = ownSeconds(time) > limitMinutes * 60;
  const remarks = [
    ...(isTooLong ? [`The tests took longer than ${limitMinutes} min: make them faster, not fewer.`] : []),
    ...(stoppedBy === undefined ? [] : [`Stopped by ${stoppedBy}.`]),
  ];
  const passed = lines.reduce((sum, line) => sum + line.passed, 0);
  const failed = lines.reduce((sum, line) => sum + line.failed, 0) + remarks.length;
  const text = [
    'part          passed  failed skipped        time    busy withheld',
    ...table,
    total(time, limitMinutes),
    ...remarks,
    `${passed} passed, ${failed} failed`,
    '',
  ].join('\n');
  return { text, failed };
}

/** What a run may be judged by: a minute in which the host ran other machines on the cores is none of two cores. */
export function ownSeconds({ wallSeconds, withheldSeconds }: MachineTime): number {
  return wallSeconds - withheldSeconds;
}

function total(time: MachineTime, limitMinutes: number): string {
  const own = `${duration(ownSeconds(time))} of at most ${limitMinutes} min`;
  if (time.withheldSeconds < 1) return `total ${own}`;
  const withheld = `the host withheld the cores for ${duration(time.withheldSeconds)} of ${duration(time.wallSeconds)}`;
  return `total ${own} (${withheld})`;
}

function share(seconds: number, { wallSeconds }: MachineTime): string {
  // The kernel counts in steps that are coarse for less.
  if (wallSeconds < 1) return ''.padStart(8);
  return `${String(Math.round((seconds / wallSeconds) * 100)).padStart(6)} %`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
