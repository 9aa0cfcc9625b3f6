import { confirmParameter, reservedPrefix } from '../model/header.ts';
import type { RawRequest } from '../model/request.ts';
import { framingProblem } from '../reading/framing-problem.ts';
import { modeOfLostLease, type Snapshot } from './snapshot.ts';

const slash = 0x2f;

/**
 * Whether `decide` would answer with `snapshot.ungoverned` and nothing of the request need be read for that but how it is
 * framed. False decides nothing. Its own function, because this is all there is to know of most requests of an open site,
 * and middleware has no time for more.
 */
export function isUngoverned(
  snapshot: Snapshot,
  raw: Pick<RawRequest, 'method' | 'target' | 'headers' | 'httpVersion'>,
  monotonicMs: () => number,
): boolean {
  const { method, target } = raw;
  return (
    !snapshot.governing &&
    snapshot.waiting.size === 0 &&
    target.charCodeAt(0) === slash &&
    !target.startsWith(reservedPrefix) &&
    // A confirmation is none of the app's business.
    !target.includes(confirmParameter) &&
    method !== 'CONNECT' &&
    method !== 'TRACE' &&
    framingProblem(raw) === null &&
    (snapshot.modeWhenLost === null || modeOfLostLease(snapshot, monotonicMs()) === null)
  );
}
