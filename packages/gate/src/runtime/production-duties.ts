import { type ErrorWords, errorWords } from '../answer/index.ts';
import { reservedPrefix } from '../model/header.ts';
import type { Production } from '../model/production.ts';
import { sha256Hex } from '../model/sha256.ts';
import { switchInForce } from './answer-judgement.ts';
import type { Judgement } from './judge.ts';

/** What production mode asks of whoever passes on the application's answer to an allowed request. */
export interface ProductionDuties {
  readonly production: Production;
  /** Technical errors in it are replaced, and it is not told which switches its reader sent along. */
  readonly isMasked: boolean;
  /** Path of the style sheet that hides developer controls, for pages; null when there is none for this reader. */
  readonly stylesheet: string | null;
  /** Made when it is needed: most answers are no errors. */
  readonly words: () => ErrorWords;
}

/** Null: production mode is off, or does nothing here. */
export function productionDutiesFor(judgement: Judgement): ProductionDuties | null {
  const { decision, request, view } = judgement;
  const { production } = view.snapshot;
  if (production === null || decision.kind !== 'allow') return null;
  const isMasked = decision.obligations.mask;
  return {
    production,
    isMasked,
    stylesheet: isMasked && production.stylesheet !== '' ? productionStylePath(production) : null,
    words: () =>
      errorWords({
        request: request.raw,
        switch: switchInForce(view),
        policy: view.presented,
        text: (view.presented.production ?? production).text,
      }),
  };
}

const paths = new WeakMap<Production, string>();

/** Carries a digest of the style, so that it may be kept for good. */
function productionStylePath(production: Production): string {
  let path = paths.get(production);
  if (path === undefined) {
    path = `${reservedPrefix}production.css?v=${sha256Hex(production.stylesheet).slice(0, 16)}`;
    paths.set(production, path);
  }
  return path;
}
