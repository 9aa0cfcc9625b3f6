import { type Answer, contextOf, gatewayErrorAnswer, type Judgement } from '@portcullis/gate';
import type { UpstreamError } from '../proxy/upstream-error.ts';

/** What a visitor is told when the application gives no answer. */
export function upstreamErrorAnswer(error: UpstreamError, judgement: Judgement): Answer {
  return gatewayErrorAnswer({
    ...contextOf(judgement, { wallMs: Date.now }),
    status: error.kind === 'timeout' ? 504 : 502,
  });
}
