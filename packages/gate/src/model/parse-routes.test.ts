import { describe, expect, it } from 'vitest';
import { parsePolicy, parsePolicyWithWarnings } from './parse-policy.ts';

function problemOf(input: unknown): string {
  try {
    parsePolicy(input);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function warningsOf(input: unknown): string {
  return parsePolicyWithWarnings(input).warnings.join('\n');
}

const why = 'because of the test';

describe('match strings', () => {
  it.each([
    ['/', null, '/'],
    ['/**', null, '/**'],
    ['/a/', null, '/a/'],
    ['/a/*/b', null, '/a/*/b'],
    ['/a/:id/:other_1', null, '/a/:id/:other_1'],
    ['/reports/report-*.csv', null, '/reports/report-*.csv'],
    ['/v1/items:batch', null, '/v1/items:batch'],
    ["/~maria/a.b+c@d!$&'()=,", null, "/~maria/a.b+c@d!$&'()=,"],
    ['POST /a', ['POST'], '/a'],
    ['POST,PUT,PATCH /a/**', ['POST', 'PUT', 'PATCH'], '/a/**'],
    ['M-SEARCH /a', ['M-SEARCH'], '/a'],
    ['/café/*', null, '/café/*'],
    ['/.well-known/openid-configuration', null, '/.well-known/openid-configuration'],
    ['/...', null, '/...'],
    // Signs of other routers that are parts of real paths.
    ['/wiki/C_(language)', null, '/wiki/C_(language)'],
    ['/odata/Products(1)/$value', null, '/odata/Products(1)/$value'],
    ['/.*', null, '/.*'],
    ['/list[0]', null, '/list[0]'],
    ['/a/(1)', null, '/a/(1)'],
    ['/a(b)', null, '/a(b)'],
    ['/Products(Id=1)', null, '/Products(Id=1)'],
    ['/@scope/name', null, '/@scope/name'],
  ])('%s', (match, methods, glob) => {
    const { pattern } = parsePolicy({ routes: [{ match, protected: true }] }).routes[0] ?? {};
    expect(pattern).toEqual({ source: match, methods, glob, host: null });
  });

  it.each([
    ['', 'expected "[METHOD[,METHOD] ]GLOB" such as "POST /orders/:id/refund", got ""'],
    ['orders', 'The path begins with a slash'],
    ['*', 'The path begins with a slash'],
    ['https://shop.example/a', 'The path begins with a slash'],
    ['post /a', 'Methods are case-sensitive: write "POST /a"'],
    ['POST,put /a', 'write "POST,PUT /a"'],
    ['POST, PUT /a', 'single commas and no spaces'],
    ['POST  /a', 'single commas and no spaces'],
    ['POST,,PUT /a', 'single commas and no spaces'],
    ['POST,POST /a', 'A method is there twice'],
    ['POST', 'The path begins with a slash'],
    ['* /a', 'leave the method away'],
    ['ANY /a', 'leave the method away'],
    ['ALL /a', 'leave the method away'],
    ['any /a', 'leave the method away'],
    ['GET,ALL /a', 'leave the method away'],
    // What other routers write, and a glob takes for a name that nobody asks for.
    ['/a/{id}', 'Braces'],
    ['/a/{*path}', 'Braces'],
    ['/a/{id:int}/b', 'Braces'],
    ['/a/x-{id}.json', 'Braces'],
    ['/a.{json,xml}', 'Braces'],
    ['/a/{$}', 'Braces'],
    ['/a/<id>', 'Angle brackets'],
    ['/a/<int:id>', 'Angle brackets'],
    ['/a/[id]', 'Brackets around a name'],
    ['/a/[...slug]', 'Brackets around a name'],
    ['/a/[[...slug]]', 'Brackets around a name'],
    ['/a/[id=integer]', 'Brackets around a name'],
    ['/a/[id].json', 'Brackets around a name'],
    ['/a/report-[id].pdf', 'Brackets around a name'],
    ['/[controller]/a', 'Brackets around a name'],
    ['/a[/]', 'Brackets around a name'],
    ['/a[/edit]', 'Brackets around a name'],
    ['/a[/:id]', 'Brackets around a name'],
    ['/a[.:format]', 'Brackets around a name'],
    ['/a(.:format)', 'Parentheses around a name'],
    ['DELETE /a/b(.:format)', 'Parentheses around a name'],
    ['/a/(:any)', 'Parentheses around a name'],
    ['/a/(:num)/b', 'Parentheses around a name'],
    ['/a(/edit)', 'Parentheses around a name'],
    ['/($lang)/a', 'Parentheses around a name'],
    ['/(app)/a', 'Parentheses around a name'],
    ['/a/(..)photo', 'Parentheses around a name'],
    ['/a|/b', 'A choice is no path'],
    ['/a|b', 'A choice is no path'],
    ['/a/(.*)', 'Regular expressions'],
    ['/a/(.+)', 'Regular expressions'],
    ['/a(/.*)', 'Parentheses around a name'],
    ['/a/(b|c)', 'Regular expressions'],
    ['/a/([0-9]+)', 'Regular expressions'],
    ['/a/[^/]+', 'Regular expressions'],
    ['/a/[a-z]+', 'Regular expressions'],
    ['/a/@(b)', 'Regular expressions'],
    ['/a/.+', 'Regular expressions'],
    ['/^a', 'Regular expressions'],
    ['/a/*.php$', 'Regular expressions'],
    ['CONNECT /a', 'CONNECT is never let through'],
    [' /a', 'Remove the spaces around it'],
    ['/a ', 'Remove the spaces around it'],
    ['/a b', 'Spaces, control characters'],
    ['/a\nb', 'Spaces, control characters'],
    ['/a\u0000', 'Spaces, control characters'],
    ['/a\u200b', 'Spaces, control characters'],
    ['/a\ud800', 'Spaces, control characters'],
    ['/a?x=1', 'never at the query'],
    ['/a#b', 'no fragment'],
    ['/a%2fb', 'Write paths decoded'],
    ['/a\\b', 'Write / instead of a backslash'],
    ['//a', 'Write a single slash'],
    ['/a//b', 'Write a single slash'],
    ['/a/./b', 'Dot segments'],
    ['/a/..', 'Dot segments'],
    ['/**/a', '** stands for everything below'],
    ['/a**', '** stands alone'],
    ['/a/***', '** stands alone'],
    ['/a/*b*', 'One * per segment'],
    ['/a/:', 'A parameter is a whole segment'],
    ['/a/:id.json', 'A parameter is a whole segment'],
    ['/a/:id*', 'A parameter is a whole segment'],
    ['/a/:1', 'A parameter is a whole segment'],
    ['/.well-known/portcullis', 'belongs to the gate itself'],
    ['/.well-known/portcullis/pass', 'belongs to the gate itself'],
    [`/${'a'.repeat(1_024)}`, 'expected at most 1,024 characters, got 1,025'],
    [7, 'got 7'],
    [null, 'got null'],
    [['POST /a'], 'got a list of 1'],
    [undefined, 'got nothing. It is required'],
  ])('%j is refused', (match, problem) => {
    expect(problemOf({ routes: [{ match, protected: true }] })).toContain(`policy.routes[0].match: `);
    expect(problemOf({ routes: [{ match, protected: true }] })).toContain(problem);
  });
});

describe('rules', () => {
  it.each([
    [[{ match: '/a' }], 'policy.routes[0]: this rule does nothing'],
    [[{ match: '/a', exception: false }], 'policy.routes[0]: this rule does nothing'],
    [['/a'], 'policy.routes[0]: expected an object such as'],
    [
      [{ match: '/a', exeption: true, why }],
      'policy.routes[0].exeption: unknown key; did you mean exception?',
    ],
    [
      [{ match: '/a', exception: 'always' }],
      'policy.routes[0].exception: expected true, false or "never", got "always"',
    ],
    [[{ match: 'POST /a', exception: true }], 'policy.routes[0].why: expected the reason for this exception'],
    [[{ match: 'POST /a', exception: true, why: '' }], 'policy.routes[0].why: expected plain text, got ""'],
    [[{ match: 'POST /a', exception: true, protected: true, why }], 'exception for everybody and protected'],
    [[{ match: 'POST /a', exception: true, sensitive: true, why }], 'before anybody is asked to confirm'],
    [[{ match: 'POST /a', access: 'readwrite' }], 'policy.routes[0].access: expected one of "read", "write"'],
    [[{ match: '/a', protected: 'true' }], 'policy.routes[0].protected: expected true or false, got "true"'],
    [[{ match: '/a', protected: true, host: 'https://shop.example' }], 'Leave the scheme and the path away'],
    [[{ match: '/a', protected: true, host: 'shop.example:8080' }], 'Leave the port away'],
    [[{ match: '/a', protected: true, host: '*.shop.example' }], 'Wildcards'],
    [[{ match: '/a', protected: true, host: 'shop.example.' }], 'Leave the dot at the end away'],
    [[{ match: '/a', protected: true, host: 'shöp.example' }], 'xn--'],
    [[{ match: '/a', protected: true, host: 'a..b' }], 'Use letters'],
    // The same requests, called by two rules what only one of them can be.
    [
      [
        { match: 'POST /a/:id', exception: true, why },
        { match: '/a/:other', protected: true },
      ],
      'policy.routes[0]: contradicts policy.routes[1]',
    ],
    [
      [
        { match: 'POST /a', access: 'read' },
        { match: 'POST,PUT /a', access: 'write' },
      ],
      'one calls the route a read, the other a write',
    ],
    [
      [
        { match: 'POST /a', sensitive: true },
        { match: 'POST /a', protected: true },
      ],
      'policy.routes[1]: the same route is there already, at policy.routes[0]',
    ],
    [[{ match: '/**', exception: true, why }], 'so that the switch does nothing'],
    [[{ match: 'POST /**', access: 'read' }], 'so that the switch does nothing'],
  ])('%j are refused', (routes, problem) => {
    expect(problemOf({ routes })).toContain(problem);
  });

  it.each([
    [
      [
        { match: 'POST /a', exception: true, why },
        { match: 'GET /a', protected: true },
      ],
    ],
    [
      [
        { match: 'POST /a', exception: true, why, host: 'a.example' },
        { match: 'POST /a', protected: true, host: 'b.example' },
      ],
    ],
    [
      [
        { match: 'POST /a/b', exception: true, why },
        { match: '/a/**', protected: true },
      ],
    ],
    [[{ match: 'GET /**', access: 'read' }]],
    [[{ match: '/**', protected: true }]],
  ])('%j are fine', (routes) => {
    expect(problemOf({ routes })).toBe('');
  });

  it('may not contradict the sign-in', () => {
    const input = { routes: [{ match: '/login', protected: true }], signIn: { routes: ['POST /login'] } };
    expect(problemOf(input)).toContain('policy.signIn.routes[0]: contradicts policy.routes[0]');
  });

  it.each([
    [
      { routes: [{ match: 'POST /*', exception: true, why }] },
      'policy.routes[0]: makes every route of the shape /*',
    ],
    [{ routes: [{ match: '/:a/**', exception: true, why }] }, 'of the shape /:a/**'],
    [{ signIn: { routes: ['POST /:any'] } }, 'policy.signIn.routes[0]: makes every route'],
    [{ routes: [{ match: 'POST /café', exception: true, why }] }, 'never loosens anything'],
    [{ routes: [{ match: 'POST /a;b', access: 'read' }] }, 'never loosens anything'],
    [{ routes: [{ match: 'PSOT /a', protected: true }] }, 'PSOT is no registered method; did you mean POST?'],
    [{ routes: [{ match: 'HTTP /a', protected: true }] }, 'HTTP is no registered method; the rule holds'],
    [{ routes: [{ match: '/a/*splat', protected: true }] }, 'for everything below write **'],
    [{ routes: [{ match: '/a/b*', protected: true }] }, '/a/b/** covers /a/b and everything beneath'],
    [{ routes: [{ match: 'GET /a/*', access: 'write' }] }, 'if one segment is meant, write /a/:name'],
    [{ areas: { a: { routes: ['/a/*'] } } }, 'policy.areas.a.routes[0]: * ends at the next slash'],
  ])('%j are worth a warning', (input, warning) => {
    expect(warningsOf(input)).toContain(warning);
  });
});

describe('a star at the end', () => {
  it.each([
    [{ match: '/a/*.php', protected: true }],
    [{ match: '/a/**', protected: true }],
    [{ match: '/a/:name', protected: true }],
    [{ match: 'POST /a/*', exception: true, why }],
  ])('is not spoken of in %j', (route) => {
    expect(warningsOf({ routes: [route] })).toBe('');
  });
});

describe('areas and sign-in', () => {
  it.each([
    [{ areas: [] }, 'policy.areas: expected an object such as { checkout: … }, got an empty list'],
    [{ areas: { Checkout: { routes: ['/a'] } } }, 'policy.areas.Checkout: expected an area name'],
    [{ areas: { 'a b': { routes: ['/a'] } } }, 'policy.areas["a b"]: expected an area name'],
    [
      { areas: { a: { routes: [] } } },
      'policy.areas.a.routes: expected at least 1 routes, got an empty list',
    ],
    [{ areas: { a: {} } }, 'policy.areas.a.routes: expected a list of routes'],
    [{ areas: { a: { routes: ['/a?'] } } }, 'policy.areas.a.routes[0]: '],
    [
      { areas: { a: { routes: ['/a'], title: 'A' } } },
      'policy.areas.a.title: expected texts by language, got a string',
    ],
    [
      { areas: { a: { routes: ['/a'], title: { EN: 'A' } } } },
      'policy.areas.a.title.EN: expected a language tag (BCP 47) such as "en" or "zh-Hant", got "EN". Write it "en".',
    ],
    [
      { signIn: { page: '/login' } },
      'policy.signIn.routes: expected a list of routes such as ["POST /login"], got nothing',
    ],
    [
      { signIn: { routes: [], page: '/login?next=/' } },
      'policy.signIn.page: expected an exact path such as "/login"',
    ],
    [{ signIn: { routes: [], page: '/:login' } }, 'Only an exact path'],
    [{ signIn: { routes: 'POST /login' } }, 'Write [ … ] around it'],
  ])('%j are refused', (input, problem) => {
    expect(problemOf(input)).toContain(problem);
  });
});
