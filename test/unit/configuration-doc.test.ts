import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../packages/server/src/config/environment.ts';
import { type Config, parseConfig } from '../../packages/server/src/config/parse-config.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

type Json = Readonly<Record<string, unknown>>;

function parse(input: unknown): Config {
  return parseConfig(input, {
    directory: '/etc/shop',
    defaultStateDirectory: '/state',
    source: 'the example',
  });
}

function problemsOf(input: unknown): string {
  try {
    parse(input);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A place in the configuration: `policy.routes[].match` is policy, routes, [], match. */
type Steps = readonly string[];
const stepsOf = (path: string): Steps => path.replaceAll('[', '.[').split('.');
const pathOf = (steps: Steps): string => steps.join('.').replaceAll('.[', '[');

/** A configuration with `value` at a place and nothing else around it. */
function alone(steps: Steps, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const inner = alone(rest, value);
  if (!step.startsWith('[')) return { [step]: inner };
  const kind = step.slice(1, -1);
  return [kind === '' ? inner : { kind, ...(inner as Json) }];
}

/** As the parsers name the place in their messages: that of the policy, and that of the rest. */
const namedInMessages = (steps: Steps): readonly string[] =>
  ['[0]', '.0'].map((first) => pathOf(steps).replaceAll(/\[\w*\]/g, first));

const stranger = 'qqqqqqqqqq';

/** What the parser itself says to a key it does not know, asked of objects, lists and maps. */
function keysBelow(steps: Steps): readonly (readonly [Steps, readonly string[]])[] {
  const asObject = knownKeys(steps);
  if (asObject !== null) return [[steps, asObject]];
  const kinds = /\[0\]\.kind: expected one of ([^\n]+), got nothing/.exec(
    problemsOf({ upstream: 'http://127.0.0.1:3000', ...(alone([...steps, '[]'], {}) as Json) }),
  );
  const inside = kinds
    ? [...(kinds[1] ?? '').matchAll(/"(\w+)"/g)].map(([, kind]) => `[${kind}]`)
    : ['[]', 'name'];
  return inside.flatMap((step) => {
    const keys = knownKeys([...steps, step]);
    return keys === null ? [] : [[[...steps, step], keys] as const];
  });
}

function knownKeys(steps: Steps): readonly string[] | null {
  const place = [...steps, stranger];
  const messages = namedInMessages(place).map((named) => `${named}: unknown key; known keys: `);
  const input = { upstream: 'http://127.0.0.1:3000', ...(alone(steps, { [stranger]: 1 }) as Json) };
  const lines = problemsOf(input)
    .split('\n')
    .map((line) => line.replace(/^[- ]+/, ''));
  for (const message of messages) {
    const line = lines.find((candidate) => candidate.startsWith(message));
    if (line !== undefined) return line.slice(message.length).split(', ');
  }
  return null;
}

/** Every key that the parsers know, found by asking them. */
function explore(steps: Steps): readonly { readonly path: string; readonly isLeaf: boolean }[] {
  return keysBelow(steps).flatMap(([place, keys]) =>
    keys.flatMap((key) => {
      const here = [...place, key];
      const below = explore(here);
      const path = pathOf(here).replaceAll('.name.', '.NAME.');
      return [{ path, isLeaf: below.length === 0 }, ...below];
    }),
  );
}

const known = explore([]);
const rows = text.split('\n').flatMap((line) => {
  const [, path, fallback = '', example = ''] =
    /^\| `([a-z][\w.[\]]*)` \| (.+?) \| (.+?) \| .+ \|$/.exec(line) ?? [];
  return path === undefined ? [] : [{ path, fallback, example }];
});
const annotated = /^```jsonc\n([\s\S]+?)^```$/m.exec(text)?.[1] ?? '';
/** A comment begins after a space: `https://` is none. */
const example = JSON.parse(annotated.replaceAll(/ \/\/ .*$/gm, '')) as Json;

/** The value of an example; a function, which JSON has not, does nothing. */
const exampleValue = (cell: string): unknown =>
  JSON.parse(cell.replace(/\(\) => \w+\(\{ \w+ \}\)/, '"a function"'), (_key, value) =>
    value === 'a function' ? () => null : value,
  );

const inBackticks = (cell: string): string | null => /^`(.+)`$/.exec(cell)?.[1] ?? null;

/** A configuration with `value` at a place; lists and names take their first, sources the one of that kind. */
function withAt(within: unknown, steps: Steps, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.startsWith('[')) {
    const items = (Array.isArray(within) ? within : []) as readonly Json[];
    const kind = step.slice(1, -1);
    const found = kind === '' ? 0 : items.findIndex((item) => item.kind === kind);
    const index = found === -1 ? items.length : found;
    // A source that the example leaves out stands with its kind alone.
    const item = items[index] ?? (kind === '' ? undefined : { kind });
    return [...items.slice(0, index), withAt(item, rest, value), ...items.slice(index + 1)];
  }
  const object = { ...(within as Json | undefined) };
  const name = step === 'NAME' ? (Object.keys(object)[0] ?? '') : step;
  // Of these exactly one may be there.
  for (const group of [
    ['jwksUrl', 'jwks', 'publicKeyPem'],
    ['cookie', 'header'],
    ['name', 'header'],
    ['pointer', 'header'],
    ['place', 'placeFrom'],
  ]) {
    if (group.includes(name) && !('map' in object))
      for (const other of group) if (other !== name) delete object[other];
  }
  return { ...object, [name]: withAt(object[name], rest, value) };
}

describe('docs/configuration.md', () => {
  it('names every key that the parsers know, and no other', () => {
    expect(known.length).toBeGreaterThan(90);
    const documented = rows.map(({ path }) => path);
    expect(
      known.filter(({ path, isLeaf }) => isLeaf && !documented.includes(path)).map(({ path }) => path),
    ).toEqual([]);
    expect(documented.filter((path) => !known.some((key) => key.path === path))).toEqual([]);
    expect(new Set(documented).size).toBe(documented.length);
  });

  it('has an annotated example that parses, without a warning', () => {
    expect(parse(example).warnings).toEqual([]);
    expect(annotated.match(/ \/\/ /g)?.length).toBeGreaterThan(15);
  });

  /** What must be changed with a key, where it cannot stand beside the example's. */
  const partners: Readonly<Record<string, readonly [string, unknown]>> = {
    // Tables of a database belong to areas of the policy.
    policy: ['databases', []],
    'policy.areas': ['databases', []],
    'policy.identity[jwt].publicKeyPem': ['policy.identity[jwt].algorithms', ['EdDSA']],
    'policy.routes[].calls.read': ['policy.routes[].calls.protocol', 'trpc'],
    'policy.routes[].calls.field': ['policy.routes[].calls', { protocol: 'form', read: ['list'] }],
    'policy.routes[].calls.persisted': ['policy.routes[].calls.protocol', 'graphql'],
    'policy.routes[].calls.maxTokens': ['policy.routes[].calls.protocol', 'graphql'],
    'policy.routes[].calls.maxBatch': ['policy.routes[].calls.protocol', 'graphql'],
    'policy.routes[].calls.absent': [
      'policy.routes[].calls',
      { protocol: 'form', field: 'a', read: ['list'] },
    ],
    'store.kind': ['store', { kind: 'postgres', placeFrom: 'STORE' }],
    'store.place': ['store', { kind: 'postgres' }],
    'store.placeFrom': ['store', { kind: 'postgres' }],
    'store.listen': ['store', { kind: 'postgres', placeFrom: 'STORE' }],
    'store.listenFrom': ['store', { kind: 'postgres', placeFrom: 'STORE' }],
    'store.schema': ['store', { kind: 'postgres', placeFrom: 'STORE' }],
    'store.prefix': ['store', { kind: 'redis', placeFrom: 'STORE' }],
    'stillness.signIn.endpoint': ['stillness.signIn.page', undefined],
    'policy.webhookProviders.NAME.signature.scheme': [
      'policy.webhookProviders.NAME.signature',
      { header: 'x-token' },
    ],
    'policy.identity[probe].request.body': ['policy.identity[probe].request.method', 'POST'],
  };
  /** What a key needs beside it that the example has nothing of. */
  const neighbours: Readonly<Record<string, Json>> = {
    'stillness.signIn': { user: 'trial', passwordFrom: 'TRIAL', page: '/login', read: '/account' },
    'policy.webhooks[]': { match: 'POST /hooks/stripe', provider: 'stripe', secretFrom: 'SECRET' },
    'policy.webhookProviders': {
      billing: {
        signature: {
          header: 'x-signature',
          list: { separator: ',', assign: '=', name: 'v1' },
          signed: '{id}.{timestamp}.{body}',
          timestamp: { name: 't' },
          id: { header: 'x-id' },
        },
      },
    },
    'policy.production.refused[]': { match: '/x' },
    'policy.production.calls[]': { match: '/x', protocol: 'json-rpc', allow: ['list'] },
    'policy.production.switches[]': { in: 'query', name: 'x', off: '0' },
    'policy.production.errors.signatures[]': { text: 'a text of an error' },
  };
  /** A worker is one of three things. */
  const workers: readonly (readonly [string, Json])[] = [
    ['workers[].processes', { name: 'mails' }],
    [
      'workers[].command',
      { name: 'mails', command: { pause: ['a'], resume: ['b'], status: { command: ['c'] } } },
    ],
    ['workers[].connect', { name: 'mails' }],
    ['workers[]', { name: 'mails', connect: () => null }],
  ];
  it.each(rows)('$path: its example can be used', (row) => {
    const value = inBackticks(row.example);
    expect(value).not.toBeNull();
    const partner = partners[row.path];
    const worker = workers.find(([beginning]) => row.path.startsWith(beginning))?.[1];
    const [place, neighbour] =
      worker === undefined
        ? (Object.entries(neighbours).find(([beginning]) => row.path.startsWith(`${beginning}.`)) ?? [])
        : ['workers[]', worker];
    const beside = place === undefined ? example : withAt(example, stepsOf(place), neighbour);
    const base = partner ? withAt(beside, stepsOf(partner[0]), partner[1]) : beside;
    const input = withAt(base, stepsOf(row.path), exampleValue(value ?? ''));
    expect(problemsOf(input)).toBe('');
  });

  it('gives the defaults that hold', () => {
    const { logLevel, ...config } = parse({ upstream: 'http://127.0.0.1:3000' });
    const defaults: unknown = { ...config, log: { level: logLevel } };
    const compared = rows.flatMap(({ path, fallback }) => {
      const cell = inBackticks(fallback);
      const value = stepsOf(path).reduce<unknown>(
        (inside, step) => (inside as Json | undefined)?.[step],
        defaults,
      );
      return cell === null || value === undefined || path === 'policy'
        ? []
        : [{ path, said: JSON.parse(cell), value }];
    });
    expect(compared.length).toBeGreaterThan(25);
    for (const { path, said, value } of compared) expect(said, path).toEqual(value);
  });

  it('names every variable of the environment', () => {
    const asked = new Set<string>();
    readEnvironment(
      new Proxy<NodeJS.ProcessEnv>(
        {},
        {
          get(_variables, name) {
            asked.add(String(name));
            return undefined;
          },
        },
      ),
    );
    expect([...asked].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(asked.size).toBeGreaterThan(5);
  });
});
