import type { IConfiguration } from 'dependency-cruiser';

// The import law: who may know whom. One rule per sentence of the law, with its reason in `comment`.
// test/integration/import-law.test.ts breaks every rule once and sees it fire.

/** Folder of packages/gate/src → the folders it may import besides itself, and why no more. */
const house: Readonly<Record<string, { readonly may: readonly string[]; readonly why: string }>> = {
  model: { may: [], why: 'The words of the product: everything may know them, they know nothing.' },
  ports: {
    may: ['model'],
    why: 'A port is spoken in words; an implementation behind it must not show through.',
  },
  reading: { may: ['model'], why: 'What a request is does not depend on what is done with it.' },
  decide: {
    may: ['model', 'reading'],
    why: 'The decision is data in, data out: middleware, proxy and explain cannot disagree.',
  },
  production: {
    may: ['model', 'reading'],
    why: 'Production mode is compiled to data that decide reads; it decides nothing itself.',
  },
  answer: {
    may: ['model'],
    why: 'An answer is made from a decision alone, so that every host gives the same one.',
  },
  presets: {
    may: ['model', 'reading', 'production', 'answer'],
    why: 'A preset is data plus classifiers and answers; it cannot reach the decision.',
  },
  identity: { may: ['model', 'ports'], why: 'Who somebody is must not depend on what they ask for.' },
  runtime: {
    may: ['model', 'ports', 'reading', 'decide', 'production', 'answer', 'presets', 'identity'],
    why: 'The runtime joins what lies below; it does not know the host it runs in.',
  },
  adapters: {
    may: ['runtime'],
    why: 'An adapter translates; whatever it needs, third-party adapters need from runtime too (runtime/for-adapters.ts).',
  },
  testing: {
    may: [
      'model',
      'ports',
      'reading',
      'decide',
      'production',
      'answer',
      'presets',
      'identity',
      'runtime',
      'adapters',
    ],
    why: 'Suites and fakes may use the whole gate, but not its public face, which may one day export them.',
  },
};
const pureFolders = ['model', 'reading', 'decide', 'production', 'answer', 'presets'];
/** Adapters of hosts that run on Node, and what they share. The others run wherever `fetch` does. */
const nodeAdapters =
  '^packages/gate/src/adapters/(?:node|express|fastify|guard-exchange|guard-server|slow-clients|waiting-responses)';
const drivers = ['pg', 'better-sqlite3', 'ioredis', 'undici'];

/** Tests may use anything that is installed, whatever the file they stand beside may do. */
const tests = String.raw`\.test\.ts$|^packages/[^/]+/test/`;

/** A module by package name: resolved (node_modules/name/…) or not resolved (name, name/…). */
function npm(names: readonly string[]): string {
  return `(?:^|/node_modules/|^node_modules/)(?:${names.join('|')})(?:/|$)`;
}

const gateRules = Object.entries(house).map(([folder, { may, why }]) => ({
  name: `gate-${folder}`,
  comment: `${why} Imports ${may.length === 0 ? 'nothing' : may.join(', ')}.`,
  severity: 'error' as const,
  from: { path: `^packages/gate/src/${folder}/`, pathNot: tests },
  to: {
    path: '^(?:packages|examples|test|scripts|benchmarks)/',
    pathNot: `^packages/gate/src/(?:${[folder, ...may].join('|')})/`,
  },
}));

export default {
  forbidden: [
    ...gateRules,
    {
      name: 'gate-has-a-law-for-every-folder',
      comment: 'A folder without a sentence in the law would be a way around it: add it to `house` above.',
      severity: 'error',
      from: {
        path: '^packages/gate/src/[^/]+/',
        pathNot: `^packages/gate/src/(?:${Object.keys(house).join('|')})/`,
      },
      to: {},
    },
    {
      name: 'pure-folders-touch-no-platform',
      comment:
        'Time, randomness, I/O and environment come in as values; else two gates could decide differently.',
      severity: 'error',
      from: { path: `^packages/gate/src/(?:${pureFolders.join('|')})/`, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-node-adapters-know-node',
      comment:
        'The gate runs wherever its crypto does: in edge runtimes, and in the adapters for fetch and Hono.',
      severity: 'error',
      from: { path: '^packages/gate/src/', pathNot: `${tests}|${nodeAdapters}` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'fetch-adapters-know-no-node-adapter',
      comment: 'What they would take from it brings `node:http` along, which their hosts do not have.',
      severity: 'error',
      from: { path: '^packages/gate/src/adapters/', pathNot: `${tests}|${nodeAdapters}` },
      to: { path: nodeAdapters },
    },
    {
      name: 'gate-has-no-dependencies',
      comment:
        'Whoever puts the gate in an app installs nothing else. jose and graphql are optional peers of two entries; ' +
        'the conformance suites run under the vitest of whoever runs them.',
      severity: 'error',
      from: {
        path: '^packages/gate/src/',
        pathNot: `${tests}|^packages/gate/src/(?:(?:jwt|graphql)(?:\\.ts$|/)|testing/)`,
      },
      to: { dependencyTypesNot: ['core', 'local', 'localmodule'], pathNot: String.raw`^packages/|^\.` },
    },
    {
      name: 'gate-testing-needs-only-vitest',
      comment: 'A published suite may ask for the test runner, and for nothing more.',
      severity: 'error',
      from: { path: '^packages/gate/src/testing/', pathNot: tests },
      to: {
        dependencyTypesNot: ['core', 'local', 'localmodule'],
        pathNot: `^packages/|^\\.|${npm(['vitest'])}`,
      },
    },
    {
      name: 'jose-and-graphql-behind-their-entries',
      comment:
        'They are optional peers, handed in: @portcullis/gate/jwt and /graphql know their shapes, and the server, ' +
        'as composition root, hands them over. Anywhere else they would become a dependency.',
      severity: 'error',
      from: {
        path: '^packages/',
        pathNot: `${tests}|^packages/server/|^packages/gate/src/(?:jwt|graphql)(?:\\.ts$|/)`,
      },
      to: { path: npm(['jose', 'graphql']) },
    },
    {
      name: 'gate-knows-no-other-package',
      comment: 'Everything hangs on the gate; it hangs on nothing.',
      severity: 'error',
      from: { path: '^packages/gate/', pathNot: tests },
      to: { path: '^(?:packages/(?!gate/)|examples/|scripts/|benchmarks/)' },
    },
    {
      name: 'store-quiesce-scan-know-only-the-gate',
      comment: 'They meet in the server, through ports: each can be used, tested and replaced alone.',
      severity: 'error',
      from: { path: '^packages/(store|quiesce|scan)/', pathNot: tests },
      to: { path: '^(?:packages/|examples/|scripts/|benchmarks/)', pathNot: '^packages/(?:gate|$1)/' },
    },
    {
      name: 'no-insides-of-another-package',
      comment:
        'A package is entered by its exports. A relative path would bind two packages to each other’s folders.',
      severity: 'error',
      from: { path: '^(packages|examples)/([^/]+)/' },
      to: { path: '^(?:packages|examples)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
    {
      name: 'nobody-imports-the-server',
      comment: 'It is the composition root: what others need from it belongs to a package below.',
      severity: 'error',
      from: { pathNot: `^packages/server/|^(?:test|scripts|benchmarks)/|${tests}` },
      to: { path: '^packages/server/' },
    },
    {
      name: 'console-talks-only-the-control-api',
      comment:
        'The web app uses types generated from openapi.json, so that its API is the one everybody has.',
      severity: 'error',
      from: { path: '^packages/console/' },
      to: { path: '^(?:packages/(?!console/)|examples/|scripts/|benchmarks/)' },
    },
    {
      name: 'drivers-only-in-store-and-server',
      comment:
        'A driver is a connection, a native binary, a failure mode. quiesce reaches databases through the port it is ' +
        'handed; an app that embeds the gate brings its own.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/(?:store|server)/|${tests}` },
      to: { path: npm(drivers) },
    },
    {
      name: 'products-import-no-suites',
      comment:
        'Conformance suites and fakes are for tests; shipped in a running gate they would be a back door.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `${tests}|^packages/[^/]+/src/testing(?:/|\\.ts$)` },
      to: { path: '^packages/[^/]+/src/testing/' },
    },
    {
      name: 'no-cycles',
      comment: 'In a cycle nothing can be read, tested or moved alone; types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'What cannot be resolved cannot be judged by the rules above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)dist/|^benchmarks/node_modules/' },
    tsPreCompilationDeps: true, // a type-only import is knowledge as well
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['portcullis-source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
} satisfies IConfiguration;
