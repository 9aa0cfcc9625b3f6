import type { Policy } from '@portcullis/gate';

type Pattern = Policy['areas'][string]['routes'][number];

/** What stands for one segment, by the name that the policy gives it. */
const segmentExamples: readonly (readonly [name: RegExp, example: string])[] = [
  [/uuid/i, '3f2a9c1e-8d4b-4c6e-9f10-2b7a6d5e4c3b'],
  [/slug|name|title/i, 'blue-lamp'],
  [/year/i, '2026'],
  [/lang|locale/i, 'en'],
  [/user|member|customer/i, 'mia'],
  [/./, '4711'],
];

/** A few paths that a glob speaks of, simplest first. */
export function examplesOf({ glob }: Pick<Pattern, 'glob'>): string[] {
  const base = glob.replace(/\/\*\*$/, '');
  const segments = base
    .split('/')
    .map((segment) => segment.replace(/:(\w+)|\*/g, (_, name?: string) => exampleFor(name)));
  const path = segments.join('/');
  if (!glob.endsWith('/**')) return [path === '' ? '/' : path];
  return [path === '' ? '/' : path, `${path}/4711`, `${path}/4711/lines`];
}

function exampleFor(name = ''): string {
  return segmentExamples.find(([pattern]) => pattern.test(name === '' ? 'any' : name))?.[1] ?? '4711';
}
