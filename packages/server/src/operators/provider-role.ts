import type { OperatorRole } from '@portcullis/gate';
import type { ProviderConfig } from '../config/console-config.ts';

/** Weakest first. */
const ranked: readonly OperatorRole[] = ['viewer', 'support', 'operator', 'owner'];

/** The role of who has these claims: the one listed for the subject, else the strongest of the claim's; null = none. */
export function roleByProvider(
  { subjects, claim }: ProviderConfig['roles'],
  claims: Readonly<Record<string, unknown>> & { readonly sub: string },
): OperatorRole | null {
  const listed = Object.hasOwn(subjects, claims.sub) ? subjects[claims.sub] : undefined;
  if (listed !== undefined) return listed;
  if (claim === null) return null;
  const value = claims[claim.name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const given = values.flatMap((one) =>
    typeof one === 'string' && Object.hasOwn(claim.map, one) ? [claim.map[one]] : [],
  );
  return ranked.findLast((role) => given.includes(role)) ?? null;
}
