import type { CompiledPolicy } from './compile-policy.ts';
import type { Effect } from './policy-matchers.ts';

/**
 * Whether the policy itself says what lies behind the clean URL of a script, of any method: then `/shop/42` is no
 * `/shop.php`. Rules for everything say nothing of it.
 */
export function saysWhatIsBehind(
  { pattern }: Effect,
  { matchers }: CompiledPolicy,
  exact: readonly string[],
): boolean {
  const depth = namesIn(pattern.glob).length;
  return exact.every((path) =>
    matchers.loosening.match(path).some((other) => {
      const name = namesIn(other.pattern.glob)[depth - 1];
      return name !== undefined && name !== '*' && !name.startsWith(':');
    }),
  );
}

function namesIn(glob: string): readonly string[] {
  return glob
    .slice(1)
    .split('/')
    .filter((name) => name !== '**');
}
