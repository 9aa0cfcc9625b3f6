import type { RawRequest } from '../runtime/for-adapters.ts';

/** The path as it came: queries hold tokens, and logs are read by many. */
export function pathForLog({ target }: Pick<RawRequest, 'target'>): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
