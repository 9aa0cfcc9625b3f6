import { describe, expect, it } from 'vitest';
import { createOutput, printableLine } from './output.ts';

function captured(color: boolean) {
  const texts: string[] = [];
  const output = createOutput({ write: (text) => texts.push(text), writeError: () => undefined, color });
  return { output, text: () => texts.join('') };
}

describe('output', () => {
  it('lets no control character of stored text reach the terminal', () => {
    const { output, text } = captured(false);
    output.table(['who'], [['mia\u001b[2J\u0007\u009b2J\u0000\r']]);
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text()).toContain('mia');
  });

  it('folds long cells, so that a table stays one on a terminal', () => {
    const { output, text } = captured(false);
    const names = Array.from({ length: 40 }, (_, index) => `public.table_${index}`).join(', ');
    output.table(['database', 'notes'], [['orders', `stays writable: ${names}`]]);
    expect(
      Math.max(
        ...text()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(100);
    for (const name of names.split(', ')) expect(text()).toContain(name);
    output.table(['what'], [[`POST /${'x'.repeat(200)}`]]);
    expect(text()).toContain('x'.repeat(200));
  });

  it('takes a name for one line, whatever is in it', () => {
    expect(printableLine('orders\nstill since\u001b[2J\t\u2028now')).toBe(
      'orders still since\ufffd[2J \ufffdnow',
    );
  });

  it('is painted only where colours are wanted', () => {
    expect(captured(false).output.paint.red('stop')).toBe('stop');
    expect(captured(true).output.paint.red('stop')).toBe('\u001b[31mstop\u001b[39m');
  });

  it('is one JSON document for programs', () => {
    const { output, text } = captured(false);
    output.json({ mode: 'closed' });
    expect(JSON.parse(text())).toEqual({ mode: 'closed' });
  });
});
