import { bannerAssetPath, insiderBanner, visitorBanner } from '../answer/index.ts';
import { switchInForce } from './answer-judgement.ts';
import type { Judgement } from './judge.ts';

/** A notice to put into an HTML page of the application. */
export interface PageNotice {
  /** Inert HTML, ASCII only. */
  readonly fragment: string;
  /** Path of its style sheet on the same site. */
  readonly stylesheet: string;
}

/** The notice that a decision obliges to show; null when none is due. */
export function noticeFor({ decision, request, view }: Judgement, nowMs: number): PageNotice | null {
  if (decision.kind !== 'allow' || decision.obligations.banner === null) return null;
  const policy = view.presented;
  const input = { request: request.raw, switch: switchInForce(view), policy, nowMs };
  const { mode, standing } = decision;
  const fragment =
    decision.obligations.banner === 'insider'
      ? insiderBanner({ ...input, mode, standing })
      : visitorBanner(input);
  return { fragment, stylesheet: bannerAssetPath(policy.page) };
}
