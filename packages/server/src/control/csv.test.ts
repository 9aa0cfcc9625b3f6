import { describe, expect, it } from 'vitest';
import { csvLine } from './csv.ts';

describe('csvLine', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '"=1+1"', ' =1', `'=1`, '＝1'])(
    'lets no spreadsheet take %j for a formula',
    (text) => {
      expect(csvLine([text])).toBe(`"'${text.replaceAll('"', '""')}"\r\n`);
    },
  );

  it.each([
    ['/x;=1+1;', "/x;'=1+1;"],
    ['/x; "=1', '/x; "\'=1'],
    ['a|@b|-c', "a|'@b|'-c"],
    ['a\n+1', "a\n'+1"],
    ['a\t＝1', "a\t'＝1"],
    ['\t=1', "'\t'=1"],
    ['\r\n=1', "'\r\n'=1"],
    ['"\t=1', "'\"\t'=1"],
  ])('lets no cell begin with a formula in the middle of %j', (text, safe) => {
    expect(csvLine(['POST', text])).toBe(`"POST","${safe.replaceAll('"', '""')}"\r\n`);
  });

  it('leaves other text as it is', () => {
    expect(csvLine(['a=b', 'POST /x', '', null, -5, 'say "hi", twice\nplease; a;b=c;d-1'])).toBe(
      '"a=b","POST /x","",,-5,"say ""hi"", twice\nplease; a;b=c;d-1"\r\n',
    );
  });
});
