import fc from 'fast-check';
import type { PolicyInput } from '../../src/model/policy.ts';
import { bytesOf } from '../support/body-fixtures.ts';
import { rawRequest, siteOf } from '../support/decide-fixtures.ts';
import { decideWithBody } from '../support/decide-with-body.ts';
import { rpc } from './body-calls.ts';
import { type Entry, formEntries, formEntriesBySemicolon, parameterServers } from './body-servers.ts';
import { formOf, multipartOf, objectOf } from './body-spellings.ts';
import { defineProperty, type Family, type Judging } from './property.ts';

const policy: PolicyInput = {
  routes: [
    { match: 'POST /search', access: 'read' },
    { match: 'POST /hook', exception: true, why: 'payments go on' },
    { match: '/ajax', calls: { protocol: 'form', field: 'action', read: ['list', 'find'] } },
  ],
  signIn: { page: '/login', routes: ['POST /login'] },
};
const site = siteOf({ policy });

interface Sent {
  readonly target: string;
  readonly contentType: string | null;
  readonly body: string;
}

function isAllowed({ target, contentType, body }: Sent, { stopwatch }: Judging): boolean {
  const type = contentType === null ? [] : ['Content-Type', contentType];
  const raw = rawRequest(`POST ${target}`, { headers: [...type, 'Content-Length', '9'] });
  return stopwatch.measure(() => decideWithBody(site, raw, bytesOf(body))).kind === 'allow';
}

const overrideNames = ['_method', 'X-HTTP-Method-Override', 'http_method_override', 'x-http-method'];
const spelledName = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...overrideNames, '_method', '_method') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['_METHOD', '_Method', '_method[]', '_method[x]', '[_method]', ' _method', '.method', '_method\0x'],
      ...[
        'x.http.method',
        'X_HTTP_METHOD_OVERRIDE',
        'x http method override',
        '_method]',
        '__method',
        'method',
      ],
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom('q', 'user', 'note', '_token', 'a[b]', 'm') },
);
const value = fc.constantFrom(
  'DELETE',
  'put',
  'PATCH',
  'POST',
  'post',
  'GET',
  'x',
  '',
  'shoes & socks',
  'café',
);
const entries: fc.Arbitrary<readonly Entry[]> = fc.array(fc.tuple(spelledName, value), { maxLength: 4 });

/** A declared read stays one when it asks to be a GET; an exception is for POST alone. */
const harmless: Readonly<Record<string, readonly string[]>> = { '/search': ['', 'POST', 'GET', 'HEAD'] };

/** What some server takes the request for, by fields that it finds in any of these ways; POST is what it is. */
function takenFor(target: string, readings: readonly (readonly Entry[])[]): string | null {
  const expected = harmless[target] ?? ['', 'POST'];
  for (const pairs of readings) {
    for (const [server, find] of Object.entries(parameterServers)) {
      for (const name of new Set(
        overrideNames.flatMap((one) => [one, one.toLowerCase(), one.replaceAll('-', '_')]),
      )) {
        const [asked] = find(pairs, name);
        const method = asked?.trim().toUpperCase();
        if (method !== undefined && !expected.includes(method)) return `${method} for ${server}`;
      }
    }
  }
  return null;
}

const target = fc.constantFrom('/search', '/search', '/hook', '/login');

const formBody = fc
  .record({
    target,
    contentType: fc.constantFrom(
      ...['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded;charset=UTF-8'],
      ...[
        'Application/X-WWW-Form-UrlEncoded',
        null,
        'text/plain',
        'application/x-www-form-urlencoded, text/plain',
      ],
    ),
    body: formOf(entries),
  })
  .map((sent) => ({ sent, readings: [formEntries(sent.body), formEntriesBySemicolon(sent.body)] }));

const drawnBody: fc.Arbitrary<{ readonly sent: Sent; readonly readings: readonly (readonly Entry[])[] }> =
  fc.oneof(
    { weight: 3, arbitrary: formBody },
    {
      weight: 2,
      arbitrary: fc
        .record({
          target,
          contentType: fc.constantFrom(
            'application/json',
            'application/json; charset=utf-8',
            'application/vnd.api+json',
          ),
          pairs: entries,
        })
        .chain(({ pairs, ...sent }) =>
          objectOf(fc.constant(pairs)).map((body) => ({ sent: { ...sent, body }, readings: [pairs] })),
        ),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          target,
          contentType: fc.constantFrom(
            'multipart/form-data; boundary=part',
            'multipart/form-data; boundary="part"',
          ),
          pairs: entries.map((all) => all.filter(([name]) => !/["\0]/.test(name))),
        })
        .chain(({ pairs, ...sent }) =>
          multipartOf(fc.constant(pairs)).map((body) => ({ sent: { ...sent, body }, readings: [pairs] })),
        ),
    },
  );

const plainEntries = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/), fc.string({ unit: 'grapheme' })), {
  maxLength: 4,
});
const plainBody: fc.Arbitrary<Sent> = fc.tuple(target, plainEntries).map(([at, pairs]) => {
  const own = [...new Map(pairs)].filter(([name]) => !name.includes('method') && name !== 'constructor');
  return {
    target: at,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(own).toString(),
  };
});

const actionName = fc.oneof(
  { weight: 5, arbitrary: fc.constant('action') },
  fc.constantFrom(
    'Action',
    'action[]',
    'action[x]',
    '[action]',
    ' action',
    'action\0',
    'actions',
    'act.ion',
    'q',
  ),
);
const action = fc.constantFrom('list', 'list', 'list', 'find', 'delete', 'LIST', 'list ', '');
const actionEntries = fc.array(fc.tuple(actionName, action), { maxLength: 2 });
const ajax = fc.tuple(formOf(actionEntries), formOf(actionEntries));

const listed = new Set(['list', 'find']);

/** What servers run that look into the query, the body, or both in either order. */
function actionsRun(query: string, body: string): ReadonlySet<string> {
  const run = new Set<string>();
  for (const parse of [formEntries, formEntriesBySemicolon]) {
    const places = [parse(query), parse(body)];
    for (const pairs of [...places, places.flat(), [...places].reverse().flat()]) {
      for (const find of Object.values(parameterServers))
        for (const found of find(pairs, 'action')) run.add(found);
    }
  }
  return run;
}

export const bodies: Family = {
  name: 'bodies',
  properties: [
    defineProperty({
      name: 'no field makes another method of what is let in',
      drawn: drawnBody,
      judge: ({ sent, readings }, judging) => {
        const other = takenFor(sent.target, readings);
        if (other !== null) judging.saw('another method');
        if (!isAllowed(sent, judging)) return null;
        judging.saw('a body that is let in');
        return other === null ? null : `it is let in and ${other}`;
      },
      least: { 'another method': 0.3, 'a body that is let in': 0.1 },
    }),
    defineProperty({
      name: 'plain forms are let in',
      drawn: plainBody,
      judge: (sent, judging) => (isAllowed(sent, judging) ? null : 'it is refused'),
      least: {},
    }),
    defineProperty({
      name: 'an action is let in when every server runs a listed one',
      drawn: ajax,
      judge: ([query, body], judging) => {
        const run = [...actionsRun(query, body)];
        const sent = { target: `/ajax?${query}`, contentType: 'application/x-www-form-urlencoded', body };
        const isRead = run.length > 0 && run.every((name) => listed.has(name));
        if (!isRead) judging.saw('an action that writes');
        if (!isAllowed(sent, judging)) return null;
        judging.saw('an action that is let in');
        return isRead ? null : `some server runs ${run.join(' or ') || 'nothing'}`;
      },
      least: { 'an action that writes': 0.3, 'an action that is let in': 0.05 },
    }),
    rpc,
  ],
};
