import { cookiesOfProbe, headerNames, isForCaches, type Judgement, modeInForce } from '@portcullis/gate';
import { type InjectionPlan, planInjection } from '../banner/plan-injection.ts';
import type { ResponseHead, ResponsePlan } from '../proxy/contract.ts';

export interface PlanContext {
  readonly judgement: Judgement;
  /** The notice for this reader; null when none is due. */
  readonly notice: { readonly fragment: string; readonly stylesheet: string } | null;
  readonly monotonicMs: number;
}

/** What the gate adds to the application's answer while something is governed. */
export function planResponse(
  head: ResponseHead,
  { judgement, notice, monotonicMs }: PlanContext,
): ResponsePlan {
  const { decision, view, request } = judgement;
  const injection: InjectionPlan | null =
    notice === null ? null : planInjection({ request: request.raw, response: head, ...notice });
  // The head's list was made for this request: it is ours to extend.
  const headers = withCookies(injection?.headers ?? head.headers, judgement);
  headers.push(headerNames.mode, modeInForce(view.snapshot, monotonicMs));
  const personal = decision.kind === 'allow' && decision.obligations.privateCaching;
  const plan: ResponsePlan = { headers: personal ? keptPrivate(headers) : headers };
  return injection === null ? plan : { ...plan, transform: injection.transform };
}

/** Clients keep the last of a name: what the probe was given comes before what the application itself sets. */
function withCookies(headers: string[], judgement: Judgement): string[] {
  if (judgement.setCookies.length === 0) return headers;
  const lines: string[] = [];
  let clearSiteData: string | null = null;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase();
    if (name === 'set-cookie') lines.push(headers[index + 1] ?? '');
    else if (name === 'clear-site-data') clearSiteData = `${clearSiteData ?? ''},${headers[index + 1]}`;
  }
  const earlier = cookiesOfProbe(judgement, { lines, clearSiteData });
  return [...earlier.flatMap((line) => ['Set-Cookie', line]), ...headers];
}

/** A page with a notice, or with forms disabled, must not be served from a cache once the site is open again. */
function keptPrivate(headers: readonly string[]): string[] {
  const kept: string[] = [];
  let strict = false;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? '';
    const value = headers[index + 1] ?? '';
    if (!isForCaches(name)) kept.push(name, value);
    else if (/\bno-store\b/i.test(value) && name.toLowerCase() === 'cache-control') strict = true;
  }
  kept.push('Cache-Control', strict ? 'no-store' : 'private, no-cache');
  return kept;
}
