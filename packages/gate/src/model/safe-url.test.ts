import { describe, expect, test } from 'vitest';
import { parseSafeUrl } from './safe-url.ts';

const allowedHosts = ['ok.example', 'status.example.com', '127.0.0.1'];

describe('parseSafeUrl accepts', () => {
  test.each([
    ['https://status.example.com/now', 'web', 'https://status.example.com/now', false],
    ['HTTPS://OK.example', 'web', 'https://ok.example/', false],
    ['http://status.example.com/', 'web', 'http://status.example.com/', true],
    ['https://ok.example.', 'web', 'https://ok.example/', false],
    ['https://ok.example:8443/x', 'web', 'https://ok.example:8443/x', false],
    ['https://ok.example#@evil.example', 'web', 'https://ok.example/#@evil.example', false],
    ['https://ok.example/?next=//evil.example', 'web', 'https://ok.example/?next=//evil.example', false],
    ['/', 'path', '/', false],
    ['/help?x=1#y', 'path', '/help?x=1#y', false],
    ['/a/../b', 'path', '/b', false],
    ['/hilfe/über', 'path', '/hilfe/%C3%BCber', false],
    ['/x"onmouseover', 'path', '/x%22onmouseover', false],
    ['mailto:ops@example.com', 'mailto', 'mailto:ops@example.com', false],
    ['mailto:ops@example.com?subject=Help%20me', 'mailto', 'mailto:ops@example.com?subject=Help%20me', false],
    ['http://127.0.0.1:3000/status', 'web', 'http://127.0.0.1:3000/status', true],
  ])('%s', (value, kind, href, insecure) => {
    expect(parseSafeUrl(value, { allowMailto: true, allowedHosts })).toEqual({ kind, href, insecure });
  });

  test('an international host, shown as it is looked up', () => {
    expect(parseSafeUrl('https://münchen.example/')).toMatchObject({
      href: 'https://xn--mnchen-3ya.example/',
    });
  });

  test('a private network: intranets have pages too', () => {
    expect(parseSafeUrl('http://10.0.0.5/help').kind).toBe('web');
    expect(parseSafeUrl('http://[fd00::5]/help').kind).toBe('web');
  });
});

describe('parseSafeUrl refuses', () => {
  test.each([
    ['nothing', ''],
    ['a relative path', 'help'],
    ['a query alone', '?x=1'],
    ['javascript:', 'javascript:alert(1)'],
    ['javascript: in capitals', 'JaVaScRiPt:alert(1)'],
    ['a leading space', ' javascript:alert(1)'],
    ['a leading space before a good URL', ' https://ok.example/'],
    ['a line feed in the scheme', 'java\nscript:alert(1)'],
    ['a control prefix', '\u0001javascript:alert(1)'],
    ['a NUL', 'https://ok.example/\u0000'],
    ['a line feed in a path: header injection', '/a\r\nSet-Cookie: x=1'],
    ['data:', 'data:text/html,<script>alert(1)</script>'],
    ['vbscript:', 'vbscript:x'],
    ['blob:', 'blob:https://ok.example/1'],
    ['file:', 'file:///etc/passwd'],
    ['ftp:', 'ftp://ok.example/'],
    ['tel:', 'tel:+491234'],
    ['view-source:', 'view-source:https://ok.example/'],
    ['protocol-relative', '//evil.example'],
    ['three slashes', '///evil.example'],
    ['backslashes', '\\\\evil.example'],
    ['slash and backslash', '/\\evil.example'],
    ['backslash and slash', '\\/evil.example'],
    ['a backslash that browsers turn into a slash', '/help\\now'],
    ['a TAB between slashes', '/\t/evil.example'],
    ['dot segments that leave two slashes', '/..//evil.example'],
    ['encoded dot segments that leave two slashes', '/%2e//evil.example'],
    ['a user name', 'https://ok.example@evil.example/'],
    ['user name and password', 'https://a:b@ok.example/'],
    ['an empty user name', 'https://@ok.example/'],
    ['backslash before a user name', 'https://ok.example\\@evil.example/'],
    ['an encoded slash in the host', 'https://ok.example%2f.evil.example/'],
    ['an encoded dot in the host', 'https://ok%2eexample/'],
    ['no slashes', 'https:ok.example'],
    ['one slash', 'https:/ok.example'],
    ['three slashes after the scheme', 'https:///ok.example'],
    ['no host', 'https://'],
    ['a bad port', 'https://ok.example:99999'],
    ['a port that is no number', 'https://ok.example:80x'],
    ['a host that is not allowed', 'https://evil.example?ok.example'],
    ['an allowed host as a prefix', 'https://ok.example.evil.example/'],
    ['an allowed host as a suffix', 'https://notok.example/'],
    ['an ideographic full stop', 'https://ok。example/'],
    ['letters in circles', 'https://ⓞk.example/'],
    ['full-width letters', 'https://ｏk.example/'],
    ['a soft hyphen', 'https://ok\u00ad.example/'],
    ['a zero-width space', 'https://ok\u200b.example/'],
    ['a bidi override', '/\u202egnp.exe'],
    ['a lone surrogate', '/\ud800'],
    ['a no-break space', '/a\u00a0b'],
    ['an address as one number', 'http://2130706433/'],
    ['an address in octal and hex', 'http://0177.0.0x1/'],
    ['a mail link with a copy to others', 'mailto:ops@example.com?bcc=all@example.com'],
    ['a mail link with a line break', 'mailto:ops@example.com?subject=a%0d%0aBcc:x@y.z'],
    ['a mail link to nobody', 'mailto:'],
    ['a mail link to two', 'mailto:a@example.com,b@example.com'],
    ['more than 2048 characters', `/${'a'.repeat(2048)}`],
  ])('%s', (_, value) => {
    const result = parseSafeUrl(value, { allowMailto: true, allowedHosts });
    expect(result.kind).toBe('refused');
    expect(result.kind === 'refused' && result.reason.length).toBeGreaterThan(10);
  });

  test.each([
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'http://127.0.0.1/',
    'http://127.9.9.9:8080/',
    'http://0.0.0.0/',
    'http://0/',
    'http://localhost:3000/',
    'http://admin.localhost/',
    'http://LOCALHOST./',
    'http://169.254.169.254/latest/meta-data/',
  ])("%s, the reader's own machine, unless it is on the list", (value) => {
    expect(parseSafeUrl(value).kind).toBe('refused');
  });

  test('a mail link where none is expected', () => {
    expect(parseSafeUrl('mailto:ops@example.com').kind).toBe('refused');
  });
});
