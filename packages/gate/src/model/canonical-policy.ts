import { canonicalJson } from './canonical-json.ts';
import type { Policy } from './policy.ts';

/**
 * Equal policies have equal text, whose digest instances compare. That an application recognises its callers by a
 * function of its own is left out: a server beside it has none, and a digest says nothing of what a function does.
 */
export function canonicalPolicy(policy: Policy): string {
  return canonicalJson({ ...policy, identity: policy.identity.filter(({ kind }) => kind !== 'callback') });
}
