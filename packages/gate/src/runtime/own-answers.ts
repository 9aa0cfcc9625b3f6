import { type Answer, bannerStyle, corsHeaders, publicStatus } from '../answer/index.ts';
import { problemType } from '../model/error.ts';
import { type ErrorCode, errorRegistry } from '../model/error-registry.ts';
import { headerNames } from '../model/header.ts';
import type { Switch } from '../model/switch.ts';
import type { Judgement } from './judge.ts';
import type { View } from './view.ts';

const noStore = ['Cache-Control', 'no-store'] as const;
const noSniff = ['X-Content-Type-Options', 'nosniff'] as const;

/** For front-ends and status pages; see `publicStatus`. */
export function publicStatusAnswer(site: string, { request, view }: Judgement, current: Switch): Answer {
  return json(200, publicStatus(site, current), [
    ['Vary', 'Accept, Origin'],
    ...corsHeaders({ headers: request.raw.headers }, view.presented.cors),
    ...modeHeader(current.mode),
  ]);
}

/**
 * Always 200 while the instance serves: a load balancer must not take every node out because of a window. Anybody may
 * ask, so it names neither host nor process; `portcullis status` does.
 */
export function healthAnswer({ snapshot, store }: View): Answer {
  const { mode, why, switch: current } = snapshot;
  return json(200, { status: 'ok', mode, why, epoch: current.epoch, store }, modeHeader(mode));
}

/** The style of the notices; its path carries a digest of it, so it may be kept for good. */
export function bannerStyleAnswer({ view }: Judgement): Answer {
  return style(bannerStyle(view.presented.page));
}

/** What hides developer controls; its path carries a digest of it, too. */
export function productionStyleAnswer({ view }: Judgement): Answer {
  return style(view.snapshot.compiled.policy.production?.stylesheet ?? '');
}

function style(body: string): Answer {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/css; charset=utf-8'],
      ['Cache-Control', 'public, max-age=31536000, immutable'],
      noSniff,
    ],
    body,
  };
}

export function unknownRouteAnswer(): Answer {
  return problem('PORTCULLIS_OWN_ROUTE_UNKNOWN', []);
}

/** RFC 9110, 15.5.6: the answer names what the route allows. */
export function wrongMethodAnswer(allowed: readonly string[]): Answer {
  return problem('PORTCULLIS_METHOD_REFUSED', [['Allow', allowed.join(', ')]]);
}

function problem(code: ErrorCode, extra: Answer['headers']): Answer {
  const { title, status } = errorRegistry[code];
  const body = { type: problemType(code), title, status, code };
  return {
    status,
    headers: [['Content-Type', 'application/problem+json'], noStore, noSniff, ...extra],
    body: JSON.stringify(body),
  };
}

function json(status: number, body: unknown, extra: Answer['headers']): Answer {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8'], noStore, noSniff, ...extra],
    body: JSON.stringify(body),
  };
}

function modeHeader(mode: string): Answer['headers'] {
  return mode === 'open' ? [] : [[headerNames.mode, mode]];
}
