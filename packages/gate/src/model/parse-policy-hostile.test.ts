import { describe, expect, it } from 'vitest';
import { problemsOf, wholePolicy as whole } from '../../test/support/whole-policy.ts';

describe('any value in any place', () => {
  const hostile: readonly unknown[] = [
    null,
    true,
    7,
    Number.NaN,
    '',
    ' ',
    '\u0000',
    '\ud800',
    'x'.repeat(100_000),
    '__proto__',
    [],
    [null],
    [[]],
    [undefined],
    {},
    { constructor: 1 },
    JSON.parse('{"__proto__":{"role":"admin"}}'),
    () => 'x',
    Symbol('x'),
    10n,
    new Date(0),
    new Proxy({}, {}),
  ];

  it.each(pathsOf(whole, []).map((path) => [path.join('.'), path] as const))(
    '%s: is taken or refused with its path, and nothing else happens',
    (_, path) => {
      for (const value of hostile) {
        const problems = problemsOf(replaced(whole, path, value));
        const [root] = path;
        if (root === undefined || problems.length === 0) continue;
        expect(problems.join('\n'), typeof value).toContain(String(root));
      }
    },
  );

  it('does not take what is none of its type anywhere', () => {
    const taken = pathsOf(whole, []).filter(
      (path) => problemsOf(replaced(whole, path, () => 'x')).length === 0,
    );
    expect(taken).toEqual([]);
  });
});

type Step = string | number;

/** Every place in a tree of data, the root included. */
function pathsOf(value: unknown, path: readonly Step[]): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps: Step[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...steps.flatMap((step) => pathsOf(Reflect.get(value, step), [...path, step]))];
}

function replaced(value: unknown, path: readonly Step[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, step, replaced(Reflect.get(value, step), rest, by));
  return copy;
}
