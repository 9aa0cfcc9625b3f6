import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideFor, siteOf, summaryOf } from '../../test/support/decide-fixtures.ts';
import { readTarget } from './read-target.ts';

/** Whether some folded reading lies at or below /admin. */
function hitsAdmin(target: string): boolean {
  return readTarget(target).folded.some((path) => path === '/admin' || path.startsWith('/admin/'));
}

describe('spellings of a protected path', () => {
  test.each([
    // escapes
    ['/%61dmin'],
    ['/%61%64%6D%69%6e'],
    ['/admin%2Fusers'],
    ['/admin%2fusers'],
    ['/%2fadmin'],
    ['/admin%3fx'],
    ['/admin%3f/x'],
    ['/admin%23'],
    ['/admin%3bx=1'],
    // escapes of escapes
    ['/%2561dmin'],
    ['/%25%36%31dmin'],
    ['/%252561dmin'],
    ['/admin%252fusers'],
    ['/%255cadmin'],
    ['/admin%253bx'],
    ['/%25252561dmin'],
    // slashes and backslashes
    ['/admin//'],
    ['/admin///users'],
    ['/admin/%2f/users'],
    ['/%5cadmin'],
    ['/admin%5Cusers'],
    ['/%5c%2fadmin'],
    // parameters
    ['/admin;x=1'],
    ['/admin;/users'],
    ['/admin;a=b;c=d/users;e'],
    ['/;x/admin'],
    ['/%3b/admin'],
    // case and compatibility forms
    ['/ADMIN'],
    ['/aDmIn/users'],
    ['/adm%49n'],
    ['/%EF%BD%81dmin'],
    ['/adm%C4%B1n'],
    ['/adm%C4%B0n'],
    ['/%E2%93%90dmin'],
    ['/%F0%9D%90%9Admin'],
    ['/%E2%80%8Badmin'],
    ['/ad%C2%ADmin'],
    ['/ad%E2%81%A0min'],
    ['/adm%EF%B8%8Fin'],
    ['/%EF%BB%BFadmin'],
    // full-width signs that decoders take for plain ones
    ['/%EF%BC%8Fadmin'],
    ['/%EF%BC%BCadmin'],
    ['/admin%EF%BC%8Fusers'],
    ['/admin%EF%BC%9Bx'],
    ['/admin%EF%BC%9Fx'],
    ['/%EF%BC%8561dmin'],
    ['/%EF%BC%85%36%31dmin'],
    // what file systems and web servers cut off
    ['/admin.'],
    ['/admin..'],
    ['/admin...'],
    ['/admin%20'],
    ['/admin%2e'],
    ['/admin.%20.'],
    ['/admin%20/users'],
    ['/%20admin'],
    ['/admin./users'],
    ['/admin%C2%A0'],
    // formats and scripts
    ['/admin.json'],
    ['/admin.JSON'],
    ['/admin.tar.gz'],
    ['/admin.php'],
    ['/admin.php/x'],
    ['/admin.json/users'],
    ['/admin.aspx;x'],
    ['/index.php/admin'],
    ['/index.php/admin/users.html'],
    ['/INDEX.PHP/ADMIN'],
    ['/app.cgi/admin'],
    ['/app.dll/admin.json'],
    ['/index.php%2fadmin'],
    ['/index.php//admin'],
  ])('%s is one', (target) => {
    const { malformed } = readTarget(target);
    expect(malformed).toBeNull();
    expect(hitsAdmin(target)).toBe(true);
  });

  test.each([
    ['/administrator'],
    ['/administrator.json'],
    ['/admins/list'],
    ['/public/admin'],
    ['/x//admin'],
    ['/x%2fadmin'],
    ['/x%5cadmin'],
    ['/admin-x'],
    ['/.admin'],
    ['/admin%40x'],
    ['/login.php/orders'],
    ['/orders?/admin'],
    ['/a%252Fb'],
    ['/sale/50%25-off'],
    ['/100%25admin'],
  ])('%s is none', (target) => {
    expect(readTarget(target).malformed).toBeNull();
    expect(hitsAdmin(target)).toBe(false);
  });

  // Such a router decodes segments after it has split the path: neither the raw nor the decoded path hits.
  test.each([
    ['/files/a%2Fb/%61dmin', '/files/a%2fb/admin'],
    ['/files/a%252Fb/%2561dmin', '/files/a%2fb/admin'],
    ['/files/a%2Fb%5Cc/%61dmin', '/files/a%2fb\\c/admin'],
    ['/files/a%2Fb%5Cc/%61dmin', '/files/a%2fb/c/admin'],
    ['/files/%2F;x/%61dmin', '/files/%2f/admin'],
  ])('%s is read segment by segment too', (target, reading) => {
    expect(readTarget(target).folded).toContain(reading);
  });

  test('what a lenient server cuts off stays one reading, because another server keeps it', () => {
    for (const target of ['/secret/...', '/secret/%20', '/secret/%20/x', '/secret/'])
      expect(readTarget(target).folded).toContain(decodeURIComponent(target));
  });

  test('a front controller in a folder stands for that folder', () => {
    expect(readTarget('/shop/index.php/admin').folded).toContain('/shop/admin');
    expect(readTarget('/wp-cron.php/anything').folded).toContain('/wp-cron.php');
  });
});

describe('targets no client sends', () => {
  test.each([
    // dot segments
    ['/x/../admin', 'a dot segment'],
    ['/x/..', 'a dot segment'],
    ['/.', 'a dot segment'],
    ['/./x', 'a dot segment'],
    ['/x/%2e%2e/admin', 'a dot segment'],
    ['/x/.%2E/admin', 'a dot segment'],
    ['/x/..%2fadmin', 'a dot segment'],
    ['/x/..%5cadmin', 'a dot segment'],
    ['/x%2f..%2fadmin', 'a dot segment'],
    ['/x/%252e%252e/admin', 'a dot segment'],
    ['/x/..%252fadmin', 'a dot segment'],
    ['/x/%25252e%25252e/admin', 'a dot segment'],
    ['/x/..;/admin', 'a dot segment'],
    ['/x/..;foo=bar/admin', 'a dot segment'],
    ['/x/..%3bfoo/admin', 'a dot segment'],
    ['/x/%20../admin', 'a dot segment'],
    ['/x/..%20/admin', 'a dot segment'],
    ['/x/..%3f/admin', 'a dot segment'],
    ['/x/..%23', 'a dot segment'],
    ['/x/%EF%BC%8E%EF%BC%8E/admin', 'a dot segment'],
    ['/x/..%EF%BC%8Fadmin', 'a dot segment'],
    ['/x%EF%BC%8F..%EF%BC%8Fadmin', 'a dot segment'],
    ['/x/.%E2%80%8B./admin', 'a dot segment'],
    ['/x/%E2%80%A5/admin', 'a dot segment'],
    // control characters
    ['/admin%00', 'an encoded control character'],
    ['/login%00.jpg', 'an encoded control character'],
    ['/login%0d%0aX-Role:%20admin', 'an encoded control character'],
    ['/a%09b', 'an encoded control character'],
    ['/a%7f', 'an encoded control character'],
    ['/a%1f', 'an encoded control character'],
    ['/a%C2%85b', 'an encoded control character'],
    ['/a%2500', 'an encoded control character'],
    ['/a%25252500', 'an encoded control character'],
    // escapes
    ['/%zz', 'an invalid percent escape'],
    ['/%6', 'an invalid percent escape'],
    ['/admin%', 'an invalid percent escape'],
    ['/login%u0061', 'an invalid percent escape'],
    ['/x/%%32%65', 'an invalid percent escape'],
    ['/caf%E9', 'an invalid percent escape'],
    ['/%ed%a0%80', 'an invalid percent escape'],
    ['/%f4%90%80%80', 'an invalid percent escape'],
    ['/%80', 'an invalid percent escape'],
    // overlong forms are told first: they are an attack, not an accident
    ['/%c0%afadmin', 'an overlong percent escape'],
    ['/x/%c0%ae%c0%ae/admin', 'an overlong percent escape'],
    ['/%e0%80%afadmin', 'an overlong percent escape'],
    ['/%f0%80%80%afadmin', 'an overlong percent escape'],
    ['/%c1%a1dmin', 'an overlong percent escape'],
    ['/%25c0%25ae%25c0%25ae/x', 'an overlong percent escape'],
    ['/%25252525252561', 'percent escapes nested too deeply'],
  ])('%s has %s', (target, reason) => {
    expect(readTarget(target)).toMatchObject({ malformed: reason, exact: [], folded: [] });
  });

  test.each([
    ['/.well-known/security.txt'],
    ['/...'],
    ['/..a'],
    ['/a..'],
    ['/a..b/c'],
    ['/.a/.b'],
    ['/compare/v1...v2'],
    ['/caf%C3%A9'],
    ['/search/%5Btag%5D'],
    ['/~user/x_y-z.t'],
    ['/@scope%2Fpkg'],
    ['/files/a%5cb'],
    ['/100%25fat'],
    ['/50%25c0ffee'],
    ['/%F0%9F%98%80'],
    ['/x;a=b'],
    ['/a,b;c=1,2'],
    ['/x?y=../..'],
  ])('%s is sent by clients', (target) => {
    expect(readTarget(target).malformed).toBeNull();
  });
});

describe('exact readings', () => {
  test.each([
    ['/login.php', ['/login.php']],
    ['/log%69n', ['/log%69n', '/login']],
    ['/a%2fb', ['/a%2fb', '/a/b']],
    ['/a;x/b', ['/a;x/b', '/a/b', '/a']],
    ['/a//b', ['/a//b', '/a/b']],
    ['/a%5cb', ['/a%5cb', '/a\\b', '/a/b']],
    ['/a%3fb', ['/a%3fb', '/a?b', '/a']],
    ['/a%252fb', ['/a%252fb', '/a%2fb', '/a/b']],
    ['/a%2fb/%63', ['/a%2fb/%63', '/a%2fb/c', '/a/b/c']],
    ['/caf%C3%A9', ['/caf%C3%A9', '/caf\u00e9']],
    ['/Login', ['/Login']],
    ['/login/', ['/login/']],
    ['/login.', ['/login.']],
    // Level by level, and each level segment by segment too.
    ['/a%2Fb%2562', ['/a%2Fb%2562', '/a%2Fb%62', '/a%2Fbb', '/a/b%62', '/a/bb']],
    ['/a%252fb%3fc', ['/a%252fb%3fc', '/a%2fb?c', '/a%2fb', '/a/b?c', '/a/b']],
    ['/%25252f', ['/%25252f', '/%252f', '/%2f', '//', '/']],
    ['/a%5c%5cb', ['/a%5c%5cb', '/a\\\\b', '/a//b', '/a/b']],
    ['/a%23b', ['/a%23b', '/a#b', '/a']],
    ['/a%3bx/b;y', ['/a%3bx/b;y', '/a%3bx/b', '/a;x/b;y', '/a/b', '/a']],
    // What is no escape of anything stays as it is.
    ['/a%25', ['/a%25', '/a%']],
    ['/a%25zz', ['/a%25zz', '/a%zz']],
    ['/a%25e9', ['/a%25e9', '/a%e9']],
    // Compatibility forms part no path: nobody but a lenient server reads plain letters there.
    ['/%EF%BD%81b', ['/%EF%BD%81b', '/\uff41b']],
  ])('%s is read as %j', (target, exact) => {
    expect(readTarget(target).exact).toEqual(exact);
  });

  test.each([
    ['/a/b', false],
    ['/a%2fb', true],
    ['/a%5Cb', true],
    ['/a%252fb', true],
    ['/a%25%32%66b', true],
    ['/a%20b', false],
    ['/a/b%2e', false],
  ])('%s holds an encoded separator: %s', (target, encodedSeparator) => {
    expect(readTarget(target)).toMatchObject({ encodedSeparator });
  });
});

// Decoders stop, replace or throw where a sequence is none: whatever is one must be read, the rest left alone.
test('escapes of escapes are read where they are UTF-8, and only there', () => {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const following = [0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xaf, 0xb0, 0xbf];
  let sequences: number[][] = Array.from({ length: 0x80 }, (_, index) => [0x80 + index]);
  let read = 0;
  for (let length = 1; length <= 4; length += 1) {
    for (const bytes of sequences) {
      const level = `/x${bytes.map((byte) => `%${byte.toString(16)}`).join('')}`;
      const { malformed, exact } = readTarget(level.replaceAll('%', '%25'));
      const text = decoded(bytes);
      if (malformed !== null) expect(text === null || /[\u0080-\u009f]/.test(text), level).toBe(true);
      else expect(exact[2] ?? null, level).toBe(text === null ? null : `/x${text}`);
      if (malformed === null && text !== null) read += 1;
    }
    // Leads of sequences that go on: two bytes from 0xc0 on, three from 0xe0, four from 0xf0 to 0xf7.
    const least = 0x100 - (0x80 >> length);
    sequences = sequences
      .filter(([lead = 0]) => lead >= least && (length < 3 || lead < 0xf8))
      .flatMap((bytes) => following.map((byte) => [...bytes, byte]));
  }
  expect(read).toBeGreaterThan(2_000);

  function decoded(bytes: readonly number[]): string | null {
    try {
      return utf8.decode(new Uint8Array(bytes));
    } catch {
      return null;
    }
  }
});

const character = fc.constantFrom(
  ...'aAzZ019-_.~/;%+@:\\?#'.split(''),
  ...[
    '%2f',
    '%5c',
    '%25',
    '%2e',
    '%00',
    '%3b',
    '%EF%BC%8F',
    '%C3%A9',
    '%E2%80%8B',
    '.php/',
    '//',
    ';x',
    'é',
    '\u0000',
  ],
);
const anyTarget = fc.oneof(
  fc.array(character, { maxLength: 40 }).map((parts) => `/${parts.join('')}`),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `/${text}`),
);

describe('any target at all', () => {
  test('is read without an error, into readings that hold together', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        const reading = readTarget(target);
        if (reading.malformed !== null) {
          expect(reading).toMatchObject({ exact: [], folded: [] });
          return;
        }
        expect(reading.exact[0]).toBe(reading.path);
        expect(new Set(reading.exact).size).toBe(reading.exact.length);
        expect(new Set(reading.folded).size).toBe(reading.folded.length);
        expect(reading.folded.length).toBeGreaterThan(0);
        for (const path of reading.folded) expect(path).not.toMatch(/[A-Z]/);
      }),
      { numRuns: 2_000 },
    );
  });

  // The watchdog is the time limit of the test; a quadratic step takes minutes for these.
  test.each([
    ['dots', 'a........'],
    ['dots and spaces', '......%20'],
    ['spaces', '%20'],
    ['scripts', 'a.php/'],
    ['parameters', ';a=b'],
    ['slashes', 'a//'],
    ['double escapes', '%2541'],
    ['escapes that never decode', '%25e9a'],
    ['backslashes', '%5c'],
    ['ligatures that grow', '%EF%B7%BA'],
    ['everything', 'A.php;x%2f%5c%EF%BC%8F%2525%EF%BC%85%32%35.b%20/'],
  ])('a long path of %s is read in linear time', (_, unit) => {
    for (let run = 0; run < 10; run += 1) {
      const path = `/x${unit.repeat(Math.floor(8_100 / unit.length))}`;
      const { exact, folded } = readTarget(path);
      expect(exact.length + folded.length).toBeLessThan(400);
      expect(readTarget(`${path}y`)).toBeDefined();
    }
  });
});

describe('what the properties of paths found', () => {
  const site = siteOf({
    policy: {
      routes: [
        { match: 'POST /hooks/:provider', exception: true, why: 'payments go on' },
        { match: '/files/:name/secret', protected: true },
      ],
    },
  });

  test.each(['/hooks/%20', '/hooks/...', '/hooks/%E2%80%8B', '/hooks/%2520'])(
    '%s is no hook: servers that trim names find none there',
    (target) => {
      expect(summaryOf(decideFor(site, `POST ${target}`))).toBe('refuse 503 read-only-write');
    },
  );

  test.each(['/hooks/a%EF%BC%8Fb', '/hooks/a%EF%BC%852Fb', '/hooks/a%EF%BC%BCb'])(
    '%s is no hook: best fit makes a sign of it that parts paths',
    (target) => {
      expect(summaryOf(decideFor(site, `POST ${target}`))).toBe('refuse 503 read-only-write');
    },
  );

  test.each(['/hooks/caf%C3%A9', '/hooks/a%20b', '/hooks/%EF%BD%81', '/hooks/a.'])(
    '%s is a hook for every server',
    (target) => {
      expect(summaryOf(decideFor(site, `POST ${target}`))).toBe('allow exception');
    },
  );

  test('the last script of a path counts too, which nginx takes by its usual regular expression', () => {
    expect(summaryOf(decideFor(site, 'GET /files/x.php/secret.php/x'))).toBe('refuse 503 protected');
  });
});

test('a path made to have as many spellings as can be is no client’s', () => {
  const part = '%C2%A5(a).php//faces/a';
  const path = (count: number) => `/a${part.repeat(count)}`;
  expect(readTarget(path(370)).malformed).toBe('a path of more spellings than any client sends');
  expect(readTarget(path(20)).malformed).toBeNull();
});
