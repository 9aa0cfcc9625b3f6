import { STATUS_CODES } from 'node:http';
import {
  cookiesOfProbe,
  headerNames,
  isForCaches,
  type Judgement,
  modeInForce,
  type ProductionDuties,
} from '@portcullis/gate';
import type { ResponseHead, ResponsePlan } from '../proxy/contract.ts';
import { type BodyStage, createBodyTransform, joinStages } from '../rewriting/body-stages.ts';
import { contentCoding } from '../rewriting/content-coding.ts';
import { planInjection } from '../rewriting/plan-injection.ts';
import { planMasking } from '../rewriting/plan-masking.ts';
import { type ReportError, wordsFor } from './mask-words.ts';
import { shownHeaders } from './shown-headers.ts';

export interface PlanContext {
  readonly judgement: Judgement;
  /** The notice for this reader; null when none is due. */
  readonly notice: { readonly fragment: string; readonly stylesheet: string } | null;
  /** What production mode asks for; null while it is off. */
  readonly duties: ProductionDuties | null;
  readonly report: ReportError;
  readonly monotonicMs: number;
}

/** What the gate adds to the application's answer while something is governed, and what it takes out of it. */
export function planResponse(head: ResponseHead, context: PlanContext): ResponsePlan {
  const { judgement, monotonicMs } = context;
  const { decision, view } = judgement;
  const { headers: changed, stages, coding } = planBody(head, context);
  // The list was made for this request: it is ours to extend.
  const headers = withCookies(changed, judgement);
  headers.push(headerNames.mode, modeInForce(view.snapshot, monotonicMs));
  const personal = decision.kind === 'allow' && decision.obligations.privateCaching;
  const plan: ResponsePlan = {
    headers: personal ? keptPrivate(headers) : headers,
    // The phrase of an error is the application's own, and may be the error's.
    ...(context.duties?.isMasked === true ? { message: STATUS_CODES[head.status] ?? '' } : {}),
  };
  if (stages.length === 0) return plan;
  return coding === 'identity'
    ? { ...plan, stage: joinStages(stages) }
    : { ...plan, transform: createBodyTransform(coding, stages) };
}

interface BodyPlan {
  readonly headers: string[];
  readonly stages: readonly BodyStage[];
  readonly coding: Parameters<typeof createBodyTransform>[0];
}

/** Errors are taken out first: what is put into a page is not looked at again. */
function planBody(head: ResponseHead, { judgement, notice, duties, report }: PlanContext): BodyPlan {
  const { raw } = judgement.request;
  const shown = duties === null ? head.headers : shownHeaders(head.headers, { duties, raw });
  const masking =
    duties?.isMasked === true
      ? planMasking({
          method: raw.method,
          response: { status: head.status, headers: shown },
          errors: duties.production.errors,
          words: wordsFor({ judgement, duties, status: head.status, report }),
        })
      : null;
  const headers = masking?.headers ?? shown;
  const stylesheets = [notice?.stylesheet, duties?.stylesheet].filter((path) => typeof path === 'string');
  const injection =
    stylesheets.length === 0
      ? null
      : planInjection({
          request: raw,
          response: { status: head.status, headers },
          fragment: notice?.fragment ?? '',
          stylesheets,
        });
  return {
    headers: injection?.headers ?? headers,
    stages: [masking?.stage, injection?.stage].filter((stage) => stage !== undefined),
    // Undone by neither otherwise.
    coding: masking?.isReplaced === true ? 'identity' : (contentCoding(head.headers) ?? 'identity'),
  };
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
