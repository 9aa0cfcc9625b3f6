import type { Obligations } from '../model/decision.ts';
import type { Mode } from '../model/mode.ts';
import type { CanonicalRequest } from '../reading/canonical-request.ts';
import type { Snapshot } from './snapshot.ts';

export const plainObligations: Obligations = Object.freeze({
  banner: null,
  privateCaching: false,
  decisionHeader: true,
  mask: false,
});
export const privateObligations: Obligations = Object.freeze({ ...plainObligations, privateCaching: true });
const visitorObligations: Obligations = Object.freeze({ ...privateObligations, banner: 'visitor' });
const insiderObligations: Obligations = Object.freeze({ ...privateObligations, banner: 'insider' });

/** What a page carries during a window: who sees it depends on the reader, so no shared cache may keep it. */
export function pageObligations(
  snapshot: Snapshot,
  request: CanonicalRequest,
  { isInsider, mode }: { readonly isInsider: boolean; readonly mode: Mode },
): Obligations {
  const { banners } = snapshot.compiled.policy;
  const { method } = request.raw;
  const hasBanner =
    (method === 'GET' || method === 'POST') &&
    (isInsider ? banners.insiders : banners.visitors && (mode !== 'open' || snapshot.announced));
  if (!hasBanner) return privateObligations;
  return isInsider ? insiderObligations : visitorObligations;
}

/** The same for a reader whom production mode restricts. One object for each, as decisions are made by the thousand. */
export function masked(obligations: Obligations): Obligations {
  return maskedOnes.get(obligations) ?? { ...obligations, mask: true };
}

const maskedOnes: ReadonlyMap<Obligations, Obligations> = new Map(
  [plainObligations, privateObligations, visitorObligations, insiderObligations].map((one) => [
    one,
    Object.freeze({ ...one, mask: true }),
  ]),
);
