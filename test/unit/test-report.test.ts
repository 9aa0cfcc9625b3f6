import { describe, expect, it } from 'vitest';
import { parseTestArguments } from '../../scripts/parts/arguments.ts';
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

describe('the report of npm test', () => {
  const options = { seconds: 61, limitMinutes: 20 };
  const green = reportLine('unit', { passed: 12, failed: 0, skipped: 1 }, 3.21);

  it('ends with the sum over the parts, alone on its line', () => {
    const red = reportLine('integration', { passed: 3, failed: 2, skipped: 0 }, 75);
    const { text, failed } = formatReport([green, red], options);
    expect(text.trimEnd().split('\n').at(-1)).toBe('15 passed, 2 failed');
    expect(failed).toBe(2);
    expect(text).toContain('1 min 15 s');
    expect(text).toContain('total 1 min 01 s of at most 20 min');
  });

  it('fails a part in which no test ran', () => {
    expect(reportLine('browser', { passed: 0, failed: 0, skipped: 4 }, 1)).toMatchObject({
      failed: 1,
      remark: 'no test ran',
    });
  });

  it('fails a run that took too long', () => {
    const { text, failed } = formatReport([green], { ...options, seconds: 20 * 60 + 1 });
    expect(failed).toBe(1);
    expect(text.trimEnd().split('\n').at(-1)).toBe('12 passed, 1 failed');
  });

  it('fails a run that was stopped', () => {
    const { text, failed } = formatReport([green], { ...options, stoppedBy: 'SIGINT' });
    expect(failed).toBe(1);
    expect(text).toContain('Stopped by SIGINT.');
  });
});
