import type { PartResult } from './part.ts';

/** A part that has run, or could not. */
export interface ReportLine extends PartResult {
  readonly name: string;
  readonly seconds: number;
  /** Why the part counts as failed although no test did, or why it did not run; empty otherwise. */
  readonly remark: string;
}

export interface ReportOptions {
  readonly seconds: number;
  readonly limitMinutes: number;
  /** What ended the run early: the name of a signal, `time`. */
  readonly stoppedBy?: string;
}

/** A part counts as it ran; one in which no test ran has failed, or an empty folder would be green. */
export function reportLine(name: string, result: PartResult, seconds: number): ReportLine {
  const ranNothing = result.passed + result.failed === 0;
  return {
    ...result,
    name,
    seconds,
    failed: ranNothing ? 1 : result.failed,
    remark: ranNothing ? 'no test ran' : '',
  };
}

/** The table, the total, and as the last line `N passed, N failed`. */
export function formatReport(
  lines: readonly ReportLine[],
  { seconds, limitMinutes, stoppedBy }: ReportOptions,
): { text: string; failed: number } {
  const table = lines.map((line) => {
    const numbers = [line.passed, line.failed, line.skipped]
      .map((number) => String(number).padStart(8))
      .join('');
    return `${line.name.padEnd(12)}${numbers}${duration(line.seconds).padStart(12)}  ${line.remark}`.trimEnd();
  });
  const isTooLong = seconds > limitMinutes * 60;
  const remarks = [
    ...(isTooLong ? [`The tests took longer than ${limitMinutes} min: make them faster, not fewer.`] : []),
    ...(stoppedBy === undefined ? [] : [`Stopped by ${stoppedBy}.`]),
  ];
  const passed = lines.reduce((sum, line) => sum + line.passed, 0);
  const failed = lines.reduce((sum, line) => sum + line.failed, 0) + remarks.length;
  const text = [
    'part          passed  failed skipped        time',
    ...table,
    `total ${duration(seconds)} of at most ${limitMinutes} min`,
    ...remarks,
    `${passed} passed, ${failed} failed`,
    '',
  ].join('\n');
  return { text, failed };
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
