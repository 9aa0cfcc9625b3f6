import { canonicalJson } from './canonical-json.ts';
import type { Policy } from './policy.ts';

/** Equal policies have equal text, whose digest instances compare. */
export function canonicalPolicy(policy: Policy): string {
  return canonicalJson(policy);
}
