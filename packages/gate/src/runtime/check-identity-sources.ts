import { PortcullisError } from '../model/error.ts';
import type { Policy } from '../model/policy.ts';
import type { IdentitySource } from '../ports/identity-source.ts';

/**
 * A source that the policy names and nobody hands over would make administrators visitors, without a word.
 * Throws PORTCULLIS_CONFIG_INVALID unless both have the same kinds in the same order.
 */
export function checkIdentitySources(policy: Policy, sources: readonly IdentitySource[]): void {
  const named = kindsOf(policy.identity);
  const given = kindsOf(sources);
  if (named === given) return;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `policy.identity names ${named}, but createGate was given ${given}. Give \`identity\` one source for each entry of the policy, in its order.`,
  );
}

function kindsOf(sources: readonly { readonly kind: string }[]): string {
  return sources.length === 0 ? 'no source' : sources.map(sourceKindOf).join(', ');
}

/** Odoo and WordPress are asked by probes that know them. */
function sourceKindOf({ kind }: { readonly kind: string }): string {
  return kind === 'odoo' || kind === 'wordpress' ? 'probe' : kind;
}
