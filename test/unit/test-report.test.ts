import { describe, expect, it } from 'vitest';
import { parseTestArguments } from '../../scripts/parts/arguments.ts';
import { delayOf, parseCoreTime } from '../../scripts/parts/machine-time.ts';
import { formatReport, reportLine } from '../../scripts/parts/report.ts';

const known = ['static', 'unit', 'integration'];

describe('the arguments of npm test', () => {
  it.each([
    { args: [], parts: known, rest: [] },
    { args: ['unit'], parts: ['unit'], rest: [] },
    { args: ['static', 'unit'], parts: ['static', 'unit'], rest: [] },
    {
      args: ['integration', 'packages/store', '-t', 'unit'],
      parts: ['integration'],
      rest: ['packages/store', '-t', 'unit'],
    },
  ])('$args', ({ args, parts, rest }) => {
    expect(parseTestArguments(args, known)).toEqual({ parts, args: rest });
  });

  it.each([{ args: ['packages/gate'] }, { args: ['unti'] }, { args: ['unit', 'static', 'packages/gate'] }])(
    'refuses $args and says what to write',
    ({ args }) => {
      expect(parseTestArguments(args, known)).toEqual({ problem: expect.stringMatching(/part/) });
    },
  );
});

describe('the time of the machine', () => {
  it('is told by Linux', () => {
    const text = 'cpu  200 20 80 1000 50 4 16 600 0 0\ncpu0 100 10 40 500 25 2 8 300 0 0\nintr 1 2\n';
    expect(parseCoreTime(text)).toEqual({ busySeconds: 3.2, stolenSeconds: 6 });
  });

  it('was stolen from nobody where nothing tells', () => {
    expect(parseCoreTime('')).toEqual({ busySeconds: 0, stolenSeconds: 0 });
  });

  it.each([
    ['one core had work, and half of it was stolen', 10, 5, 5, 5],
    ['two cores had, and half of both was', 10, 10, 10, 10 / 2],
    ['one had little, and as much was stolen', 10, 1, 1, 1],
    ['nobody had work', 10, 0, 0, 0],
    ['a clock stood still', 0, 1, 1, 0],
  ])('that was lost: %s', (_, wallSeconds, busySeconds, stolenSeconds, lost) => {
    expect(delayOf({ wallSeconds, busySeconds, stolenSeconds })).toBe(lost);
  });
});

describe('the report of npm test', () => {
  const spent = (wallSeconds: number, withheldSeconds = 0) => ({
    wallSeconds,
    withheldSeconds,
    busySeconds: wallSeconds / 2,
  });
  const options = { time: spent(61), limitMinutes: 20 };
  const green = reportLine('unit', { passed: 12, failed: 0, skipped: 1 }, spent(3.21));

  it('ends with the sum over the parts, alone on its line', () => {
    const red = reportLine('integration', { passed: 3, failed: 2, skipped: 0 }, spent(75, 15));
    const { text, failed } = formatReport([green, red], options);
    expect(text.trimEnd().split('\n').at(-1)).toBe('15 passed, 2 failed');
    expect(failed).toBe(2);
    expect(text).toContain('1 min 15 s    50 %    20 %');
    expect(text).toContain('total 1 min 01 s of at most 20 min');
  });

  it('fails a part in which no test ran', () => {
    expect(reportLine('browser', { passed: 0, failed: 0, skipped: 4 }, spent(1))).toMatchObject({
      failed: 1,
      remark: 'no test ran',
    });
  });

  it('fails a run that took too long', () => {
    const { text, failed } = formatReport([green], { ...options, time: spent(20 * 60 + 1) });
    expect(failed).toBe(1);
    expect(text.trimEnd().split('\n').at(-1)).toBe('12 passed, 1 failed');
  });

  it('does not count the time in which the host ran others on the cores, and says so', () => {
    const { text, failed } = formatReport([green], { ...options, time: spent(25 * 60, 6 * 60) });
    expect(failed).toBe(0);
    expect(text).toContain(
      'total 19 min 00 s of at most 20 min (the host withheld the cores for 6 min 00 s of 25 min 00 s)',
    );
  });

  it('fails a run that was stopped', () => {
    const { text, failed } = formatReport([green], { ...options, stoppedBy: 'SIGINT' });
    expect(failed).toBe(1);
    expect(text).toContain('Stopped by SIGINT.');
  });
});
