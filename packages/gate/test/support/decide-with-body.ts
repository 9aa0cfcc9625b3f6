import { decide } from '../../src/decide/decide.ts';
import type { Snapshot } from '../../src/decide/snapshot.ts';
import { createGraphqlReader } from '../../src/graphql.ts';
import type { Known, Verdict } from '../../src/model/decision.ts';
import type { RawRequest } from '../../src/model/request.ts';
import { readBody } from '../../src/reading/body/read-body.ts';
import { CanonicalRequest } from '../../src/reading/canonical-request.ts';

const readGraphql = createGraphqlReader();

/** The whole way of a visitor's request as the runtime goes it, the body read where the decision asks for it. */
export function decideWithBody(site: Snapshot, raw: RawRequest, body: Uint8Array): Verdict {
  const request = new CanonicalRequest(site.compiled, raw);
  let known: Known = { identity: null, confirmed: false };
  for (;;) {
    const verdict = decide(site, request, known, 0);
    if (verdict.kind !== 'need') return verdict;
    if (verdict.what !== 'body' || known.body !== undefined)
      throw new Error(`${verdict.what} is needed again`);
    known = { ...known, body: { digest: '', ...readBody(request, body, { readGraphql }) } };
  }
}
