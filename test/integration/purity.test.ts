import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findImpurities, pureFiles } from '../../scripts/check-purity.ts';

const root = join(import.meta.dirname, '../..');

const impure: readonly (readonly [source: string, found: string])[] = [
  ['export const at = Date.now();', 'now'],
  ['const { now } = Date; export const at = now();', 'now'],
  ['const Time = Date; export const at = Time.now();', 'now'],
  ['export const at = new Date();', 'new Date()'],
  ['const Time = Date; export const at = new Time();', 'new Time()'],
  ['export const at = Date();', 'Date()'],
  ['export const at = new Date(2030, 1, 1);', 'new Date(2030, 1, 1)'],
  ['export const hours = (at: Date) => at.getHours();', 'getHours'],
  ['export const text = (at: Date) => at.toLocaleDateString("en");', 'toLocaleDateString'],
  ['export const text = (n: number) => n.toLocaleString();', 'toLocaleString'],
  ['export const format = new Intl.DateTimeFormat("en");', 'new Intl.DateTimeFormat("en")'],
  ['export const format = new Intl.NumberFormat();', 'new Intl.NumberFormat()'],
  ['export const chance = Math.random();', 'random'],
  ['const { random } = Math; export const chance = random();', 'random'],
  ['const { random: draw } = Math; export const chance = draw();', 'random'],
  ['export const mode = process.env.MODE;', 'process'],
  ['const home = { process }; export { home };', 'process'],
  ['export const answer = fetch("http://localhost/");', 'fetch'],
  ['setTimeout(() => {}, 1);', 'setTimeout'],
  ['setInterval(() => {}, 1);', 'setInterval'],
  ['setImmediate(() => {});', 'setImmediate'],
  ['queueMicrotask(() => {});', 'queueMicrotask'],
  ['console.log("here");', 'console'],
  ['export const at = performance.now();', 'performance'],
  ['export const bytes = crypto.getRandomValues(new Uint8Array(4));', 'crypto'],
  ['export const bytes = Buffer.from("a");', 'Buffer'],
  ['export const all = globalThis;', 'globalThis'],
  ['export const all = eval("1");', 'eval'],
  ['export const make = new Function("return 1");', 'Function'],
  ['export const kept = new WeakRef({});', 'WeakRef'],
  ['export const here = import.meta.url;', 'import.meta'],
  ['export const later = import("./other.ts");', 'import("./other.ts")'],
  ['export class Later extends EventTarget {}', 'EventTarget'],
];

const pure: readonly string[] = [
  'export const at = new Date(0).toISOString();',
  'export const at = Date.UTC(2030, 0, 1);',
  'export const at = (ms: number) => new Date(ms).getUTCHours();',
  'export const text = new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(0);',
  'export const text = new Intl.NumberFormat("de").format(1);',
  'export const text = (n: number) => n.toLocaleString("en");',
  'export const most = Math.max(1, 2);',
  'export const host = new URL("http://localhost/").host;',
  'export const bytes = new TextEncoder().encode("a");',
  // The same spelling, another meaning.
  'export const run = (process: { env: string }) => process.env;',
  'export const read = (clock: { now(): number }) => clock.now();',
  'const random = 4; export const drawn = { random, fetch: 1, process: 2 };',
  'export interface Loader { readonly fetch: typeof fetch; readonly timer: NodeJS.Timeout }',
  'export const at = (message: { readonly Date: string }) => message.Date;',
];

/** One type-checked program for a whole table: starting one costs half a second. */
function findInEach(sources: readonly string[]): string[][] {
  const names = sources.map((_, index) => join(root, `packages/gate/src/decide/case-${index}.ts`));
  const found = findImpurities({
    files: names,
    root,
    sources: new Map(names.map((name, index) => [name, sources[index] ?? ''])),
  });
  return names.map((name) =>
    found.filter(({ file }) => name === join(root, file)).map((impurity) => impurity.found),
  );
}

describe('the purity check', () => {
  const found = findInEach(impure.map(([source]) => source));

  it.each(impure.map(([source, expected], index) => ({ source, expected, index })))(
    'finds $expected in $source',
    ({ expected, index }) => {
      expect(found[index]).toContain(expected);
    },
  );

  const silent = findInEach(pure);

  it.each(pure.map((source, index) => ({ source, index })))('lets pass $source', ({ index }) => {
    expect(silent[index]).toEqual([]);
  });

  it('names file, line and what to do', () => {
    const name = join(root, 'packages/gate/src/decide/late.ts');
    const [first] = findImpurities({
      files: [name],
      root,
      sources: new Map([[name, '\n\nexport const at = Date.now();']]),
    });
    expect(first).toEqual({
      file: 'packages/gate/src/decide/late.ts',
      line: 3,
      found: 'now',
      reason: 'reads the clock: take the time as an argument',
    });
  });

  it('looks at the files of every pure folder that exists', () => {
    const files = pureFiles(root);
    for (const folder of ['model', 'reading', 'decide', 'answer']) {
      expect(files.some((file) => file.includes(`/gate/src/${folder}/`))).toBe(true);
    }
    expect(files.filter((file) => file.endsWith('.test.ts'))).toEqual([]);
  });
});
