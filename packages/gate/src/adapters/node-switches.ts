import {
  cookieLineWithoutOwn,
  cookieNames,
  type DebugInputs,
  debugInputsIn,
  foldHeaderName,
  isRetargeted,
  type Judgement,
  type RawRequest,
  targetFor,
} from '../runtime/for-adapters.ts';
import type { Admitted } from './entrance.ts';
import type { NodeRequest } from './node-made-request.ts';
import { headerLines } from './node-made-request.ts';
import { hasParsedQuery, parserOfQuery, queryOf, setParsedQuery } from './node-query.ts';

/** Whether the app can be shown the target that was decided on instead of the one that came. */
export function canShow(incoming: NodeRequest, came: RawRequest, judgement: Judgement): boolean {
  if (targetFor(incoming.url ?? '', { came, judgement }) === null) return false;
  return !hasParsedQuery(incoming) || parserOfQuery(incoming) !== null;
}

/** Shows the app the target that was decided on. Throws where that is impossible, which is a failure: errors deny. */
export function showTarget(incoming: NodeRequest, admitted: Admitted): void {
  const { raw } = admitted.judgement.request;
  if (raw.target === (incoming.originalUrl ?? incoming.url)) return;
  const parse = hasParsedQuery(incoming) ? parserOfQuery(incoming) : null;
  if (incoming.url !== undefined) {
    const shown = targetFor(incoming.url, admitted);
    if (shown === null || (parse === null && hasParsedQuery(incoming) && isRetargeted(admitted)))
      throw new Error('the app cannot be shown another target');
    incoming.url = shown;
  }
  if (incoming.originalUrl !== undefined) incoming.originalUrl = raw.target;
  if (parse !== null) setParsedQuery(incoming, parse(queryOf(incoming.url ?? '')));
}

/** Takes out the headers and cookies by which debugging would be turned on, wherever an app may look for them. */
export function takeOutSwitches(incoming: NodeRequest, { judgement }: Admitted): void {
  const inputs = debugInputsIn(judgement);
  if (inputs === null) return;
  const lines = headerLines(incoming);
  const cookies = cookiesWithout(lines, inputs);
  const isMeant = (name: string) =>
    inputs.headers.has(foldHeaderName(name)) || (cookies !== null && name.toLowerCase() === 'cookie');
  if (!lines.some((name, index) => index % 2 === 0 && isMeant(name))) return;
  // Node makes it of `rawHeaders` when it is first asked for, and counts on their number.
  const { headers, headersDistinct } = incoming;
  const kept: string[] = [];
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const name = lines[index] ?? '';
    if (!isMeant(name)) kept.push(name, lines[index + 1] ?? '');
  }
  for (const record of [headers, headersDistinct]) {
    for (const name of Object.keys(record ?? {})) if (isMeant(name)) delete record[name];
  }
  if (cookies !== null && cookies !== '') {
    kept.push('Cookie', cookies);
    headers.cookie = cookies;
    if (headersDistinct !== undefined) headersDistinct.cookie = [cookies];
  }
  // Another list: that which came is what was judged.
  if (incoming.rawHeaders.length > 0) incoming.rawHeaders = kept;
}

/** Null: none of them is a switch. */
function cookiesWithout(lines: readonly string[], { isCookie }: DebugInputs): string | null {
  if (isCookie === null || !cookieNames(lines).some(isCookie)) return null;
  return cookieLineWithoutOwn(lines, isCookie);
}
