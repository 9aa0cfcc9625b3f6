import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../test/support/decide-fixtures.ts';
import { parsePolicy } from '../model/parse-policy.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { cookiesOfProbe } from './cookies-of-probe.ts';

const compiled = compilePolicy(
  parsePolicy({
    signIn: { page: '/login', routes: ['POST /login', '/logout', 'POST /admin/logout'] },
    routes: [{ match: '/admin/**', protected: true }],
  }),
);

function passedOn(
  line: string,
  setCookies: string[],
  own: string[] = [],
  clearSiteData: string | null = null,
) {
  const request = new CanonicalRequest(compiled, rawRequest(line));
  return cookiesOfProbe({ request, setCookies }, { lines: own, clearSiteData });
}

describe('the cookies of a probe', () => {
  it.each<[string, string[], string[], string[]]>([
    ['are passed on where the app says nothing', ['session=1; Path=/'], [], ['session=1; Path=/']],
    ['are passed on beside others', ['session=1', 'csrf=2'], ['theme=dark'], ['session=1', 'csrf=2']],
    ['are not where the app sets the same', ['session=1; Path=/', 'a=2'], ['session=9; Path=/x'], ['a=2']],
    ['nor where it deletes it', ['session=1'], ['session=; Max-Age=0'], []],
    ['whatever blanks stand before it', ['session=1'], [' session =9'], []],
    ['in another case it is another cookie', ['session=1'], ['Session=9'], ['session=1']],
    ['nor a part of what the app sets', ['session.0=1', 'session.1=1'], ['session.0=9'], []],
    ['nor the whole of its parts', ['.Cookies=chunks-2', '.CookiesC1=a'], ['.CookiesC1=b'], []],
  ])('%s', (_, setCookies, own, expected) => {
    expect(passedOn('GET /page', setCookies, own)).toEqual(expected);
  });

  it.each(['POST /login', 'GET /login', 'POST /logout', 'GET /logout', 'POST /LOGIN/', 'POST /admin/logout'])(
    'are not passed on with %s',
    (line) => {
      expect(passedOn(line, ['session=1'])).toEqual([]);
    },
  );

  it('are not passed on beside an answer that takes all cookies away', () => {
    expect(passedOn('GET /bye', ['session=1'], [], '"cache", "cookies"')).toEqual([]);
    expect(passedOn('GET /bye', ['session=1'], [], '"*"')).toEqual([]);
    expect(passedOn('GET /bye', ['session=1'], [], '"cache"')).toEqual(['session=1']);
  });
});
