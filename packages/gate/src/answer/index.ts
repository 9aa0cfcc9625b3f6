export type { Answer, AnswerContext, AnswerRequest } from './answer.ts';
export { type AnswerInput, answerFor } from './answer-for.ts';
export { type BannerInput, type InsiderBannerInput, insiderBanner, visitorBanner } from './banner/banner.ts';
export { bannerAssetPath, bannerStyle } from './banner/banner-style.ts';
export type { Confirmation } from './confirm-answer.ts';
export { corsHeaders } from './cors.ts';
export { failureAnswer } from './failure-answer.ts';
export { type GatewayErrorInput, gatewayErrorAnswer } from './gateway-error-answer.ts';
export type { Catalogue, TextKey } from './languages/index.ts';
export { noticeAnswer } from './notice-answer.ts';
export {
  type PassLandingInput,
  type PassRedeemedInput,
  type PassRefusedInput,
  passLandingPage,
  passRedeemedPage,
  passRefusedPage,
  type ShownPass,
} from './pass-pages.ts';
export { type PreflightInput, preflightAnswer } from './preflight-answer.ts';
export { missingTextKeys, textProblems, unknownTextKeys } from './unknown-text-keys.ts';
