import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

describe('csvLine', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '"=1+1"', ' =1', `'=1`, '"\t=1', '＝1'])(
    'lets no spreadsheet take %j for a formula',
    (text) => {
      expect(csvLine([text])).toBe(`"'${text.replaceAll('"', '""')}"\r\n`);
    },
  );

  it('leaves other text as it is', () => {
    expect(csvLine(['a=b', 'POST /x', '', null, -5, 'say "hi", twice\nplease'])).toBe(
      '"a=b","POST /x","",,-5,"say ""hi"", twice\nplease"\r\n',
    );
  });
});
