import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import law from '../../dependency-cruiser.config.ts';

/** One broken sentence of the law: the file that breaks it, and the rule that must say so. */
interface Breach {
  readonly rule: string;
  readonly from: string;
  readonly code: string;
}

/** A small, lawful workspace: what the breaches are added to. */
const lawful: Readonly<Record<string, string>> = {
  'packages/gate/package.json': packageJson('@portcullis/gate', {
    '.': './src/index.ts',
    './testing': './src/testing/index.ts',
  }),
  'packages/gate/src/index.ts': `export * from './runtime/gate.ts'; export * from './model/mode.ts';`,
  'packages/gate/src/model/mode.ts': `export type Mode = 'open' | 'closed';`,
  'packages/gate/src/ports/store.ts': `import type { Mode } from '../model/mode.ts'; export type Read = () => Mode;`,
  'packages/gate/src/reading/read.ts': `import type { Mode } from '../model/mode.ts'; export const read = (mode: Mode) => mode;`,
  'packages/gate/src/decide/decide.ts': `import { read } from '../reading/read.ts'; export const decide = () => read('open');`,
  'packages/gate/src/production/mask.ts': `import { read } from '../reading/read.ts'; export const mask = () => read('open');`,
  'packages/gate/src/answer/answer.ts': `import type { Mode } from '../model/mode.ts'; export const answer = (mode: Mode) => mode;`,
  'packages/gate/src/presets/odoo.ts': `import { answer } from '../answer/answer.ts'; export const odoo = () => answer('open');`,
  'packages/gate/src/identity/pass.ts': `import type { Read } from '../ports/store.ts'; export const pass = (read: Read) => read();`,
  'packages/gate/src/runtime/gate.ts': `import { decide } from '../decide/decide.ts'; export const gate = () => decide();`,
  'packages/gate/src/adapters/node.ts': `import { createServer } from 'node:http'; import { gate } from '../runtime/gate.ts'; export const node = () => createServer(gate);`,
  'packages/gate/src/jwt.ts': `import type { JWTPayload } from 'jose'; export type Claims = JWTPayload;`,
  'packages/gate/src/testing/index.ts': `import { it } from 'vitest'; import { gate } from '../runtime/gate.ts'; export const suite = () => it('opens', gate);`,
  'packages/gate/src/decide/decide.test.ts': `import { readFile } from 'node:fs'; import pg from 'pg'; import { gate } from '../runtime/gate.ts'; export { gate, pg, readFile };`,
  'packages/store/package.json': packageJson('@portcullis/store', { '.': './src/index.ts' }),
  'packages/store/src/index.ts': `import type { Mode } from '@portcullis/gate'; import Database from 'better-sqlite3'; export const open = (mode: Mode) => new Database(mode);`,
  'packages/store/test/store.test.ts': `import { suite } from '@portcullis/gate/testing'; suite();`,
  'packages/quiesce/package.json': packageJson('@portcullis/quiesce', { '.': './src/index.ts' }),
  'packages/quiesce/src/index.ts': `import type { Mode } from '@portcullis/gate'; export const quiesce = (mode: Mode) => mode;`,
  'packages/scan/package.json': packageJson('@portcullis/scan', { '.': './src/index.ts' }),
  'packages/scan/src/index.ts': `import type { Mode } from '@portcullis/gate'; export const scan = (mode: Mode) => mode;`,
  'packages/server/package.json': packageJson('portcullis', { '.': './src/index.ts' }),
  'packages/server/src/index.ts': `import { open } from '@portcullis/store'; import { Agent } from 'undici'; export const start = () => open(String(Agent));`,
  'packages/console/src/client.ts': `import type { paths } from './generated/control-api.ts'; export type Client = paths;`,
  'packages/console/src/generated/control-api.ts': `export interface paths { readonly '/switch': string }`,
  'examples/shop/src/index.ts': `import pg from 'pg'; import { gate } from '@portcullis/gate'; export const shop = () => new pg.Pool(gate());`,
};

const breaches: readonly Breach[] = [
  breach('gate-model', 'packages/gate/src/model/bad.ts', '../ports/store.ts'),
  breach('gate-ports', 'packages/gate/src/ports/bad.ts', '../reading/read.ts'),
  breach('gate-reading', 'packages/gate/src/reading/bad.ts', '../ports/store.ts'),
  breach('gate-decide', 'packages/gate/src/decide/bad.ts', '../answer/answer.ts'),
  breach('gate-decide', 'packages/gate/src/decide/up.ts', '../runtime/gate.ts'),
  breach('gate-production', 'packages/gate/src/production/bad.ts', '../decide/decide.ts'),
  breach('gate-answer', 'packages/gate/src/answer/bad.ts', '../reading/read.ts'),
  breach('gate-presets', 'packages/gate/src/presets/bad.ts', '../decide/decide.ts'),
  breach('gate-identity', 'packages/gate/src/identity/bad.ts', '../reading/read.ts'),
  breach('gate-runtime', 'packages/gate/src/runtime/bad.ts', '../adapters/node.ts'),
  breach('gate-runtime', 'packages/gate/src/runtime/face.ts', '../index.ts'),
  breach('gate-adapters', 'packages/gate/src/adapters/bad.ts', '../decide/decide.ts'),
  breach('gate-testing', 'packages/gate/src/testing/bad.ts', '../index.ts'),
  breach('gate-has-a-law-for-every-folder', 'packages/gate/src/helpers/bad.ts', '../model/mode.ts'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/model/platform.ts', 'node:crypto'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/reading/platform.ts', 'node:net'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/decide/platform.ts', 'node:fs'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/production/platform.ts', 'node:os'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/answer/platform.ts', 'crypto'),
  breach('pure-folders-touch-no-platform', 'packages/gate/src/presets/platform.ts', 'node:path'),
  breach('only-node-adapters-know-node', 'packages/gate/src/adapters/fetch.ts', 'node:http'),
  breach('only-node-adapters-know-node', 'packages/gate/src/runtime/platform.ts', 'node:crypto'),
  breach('fetch-adapters-know-no-node-adapter', 'packages/gate/src/adapters/hono.ts', './node.ts'),
  breach('gate-has-no-dependencies', 'packages/gate/src/runtime/needy.ts', 'zod'),
  breach('gate-has-no-dependencies', 'packages/gate/src/adapters/express.ts', 'zod'),
  breach('gate-testing-needs-only-vitest', 'packages/gate/src/testing/needy.ts', 'zod'),
  breach('jose-and-graphql-behind-their-entries', 'packages/gate/src/identity/token.ts', 'jose'),
  breach('jose-and-graphql-behind-their-entries', 'packages/store/src/query.ts', 'graphql'),
  breach('gate-knows-no-other-package', 'packages/gate/src/runtime/rich.ts', '@portcullis/store'),
  breach('store-quiesce-scan-know-only-the-gate', 'packages/store/src/friend.ts', '@portcullis/quiesce'),
  breach('store-quiesce-scan-know-only-the-gate', 'packages/quiesce/src/friend.ts', '@portcullis/store'),
  breach('store-quiesce-scan-know-only-the-gate', 'packages/scan/src/friend.ts', '@portcullis/store'),
  breach('no-insides-of-another-package', 'packages/store/src/deep.ts', '../../gate/src/model/mode.ts'),
  breach('no-insides-of-another-package', 'packages/server/test/deep.test.ts', '../../store/src/index.ts'),
  breach(
    'no-insides-of-another-package',
    'examples/shop/src/deep.ts',
    '../../../packages/gate/src/model/mode.ts',
  ),
  breach('nobody-imports-the-server', 'packages/store/src/top.ts', 'portcullis'),
  breach('nobody-imports-the-server', 'examples/shop/src/top.ts', 'portcullis'),
  breach('console-talks-only-the-control-api', 'packages/console/src/bad.ts', '@portcullis/gate'),
  breach('drivers-only-in-store-and-server', 'packages/quiesce/src/driver.ts', 'pg'),
  breach('drivers-only-in-store-and-server', 'packages/scan/src/driver.ts', 'better-sqlite3'),
  breach('drivers-only-in-store-and-server', 'packages/gate/src/runtime/driver.ts', 'undici'),
  breach('drivers-only-in-store-and-server', 'packages/console/src/driver.ts', 'ioredis'),
  breach('products-import-no-suites', 'packages/store/src/suite.ts', '@portcullis/gate/testing'),
  breach('products-import-no-suites', 'packages/gate/src/runtime/suite.ts', '../testing/index.ts'),
  breach('no-cycles', 'packages/gate/src/reading/ring.ts', './ring.ts'),
  breach('everything-resolves', 'packages/store/src/gone.ts', '@portcullis/gate/src/model/mode.ts'),
];

/** The third-party names above, each an empty package: the law looks at names, not at what is behind them. */
const thirdParty = ['better-sqlite3', 'graphql', 'ioredis', 'jose', 'pg', 'undici', 'vitest', 'zod'];

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'portcullis-import-law-'));
  for (const [path, content] of Object.entries(lawful)) await write(path, content);
  for (const name of thirdParty) {
    await write(
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    );
    await write(`node_modules/${name}/index.js`, '');
  }
  await mkdir(join(root, 'node_modules/@portcullis'));
  for (const name of ['gate', 'store', 'quiesce', 'scan']) {
    await symlink(join(root, 'packages', name), join(root, 'node_modules/@portcullis', name));
  }
  await symlink(join(root, 'packages/server'), join(root, 'node_modules/portcullis'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('the import law', () => {
  it('has nothing to say about a lawful workspace', async () => {
    expect(await violations(Object.keys(lawful))).toEqual([]);
  });

  it('is broken here once in every sentence', () => {
    const broken = new Set(breaches.map(({ rule }) => rule));
    expect(law.forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });

  it('gives a reason with every sentence, and fails the run', () => {
    for (const rule of law.forbidden) {
      expect(rule.comment.length, rule.name).toBeGreaterThan(20);
      expect(rule.severity, rule.name).toBe('error');
    }
  });

  it.each(breaches)('$rule: $from', async ({ rule, from, code }) => {
    await write(from, code);
    try {
      const found = await violations([...Object.keys(lawful), from]);
      expect(
        found.filter((violation) => violation.from === from).map((violation) => violation.rule),
      ).toContain(rule);
      expect(found.filter((violation) => violation.from !== from)).toEqual([]);
    } finally {
      await rm(join(root, from));
    }
  });
});

async function violations(paths: readonly string[]): Promise<{ rule: string; from: string }[]> {
  const sources = paths.filter((path) => path.endsWith('.ts'));
  const { output } = await cruise(sources, {
    ...law.options,
    ruleSet: { forbidden: law.forbidden },
    validate: true,
    baseDir: root,
  });
  const { summary } = output as ICruiseResult;
  return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

function breach(rule: string, from: string, specifier: string): Breach {
  return { rule, from, code: `import * as it from '${specifier}';\nexport default it;\n` };
}

function packageJson(name: string, sources: Readonly<Record<string, string>>): string {
  const exports = Object.entries(sources).map(([path, source]) => [path, { 'portcullis-source': source }]);
  return JSON.stringify({ name, version: '1.0.0', type: 'module', exports: Object.fromEntries(exports) });
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
