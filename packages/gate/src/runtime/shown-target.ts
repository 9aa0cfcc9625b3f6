import { refusal } from '../decide/verdicts.ts';
import type { Reason } from '../model/reasons.ts';
import type { RawRequest } from '../model/request.ts';
import { parseSafeUrl } from '../model/safe-url.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { splitConfirmation } from './confirmation.ts';
import type { Judgement } from './judge.ts';

/** A request as it came, and what was decided about it. */
export interface Judged {
  readonly came: RawRequest;
  readonly judgement: Judgement;
}

/** Whether a debug switch was taken out of the target, or said to be off in it. */
export function isRetargeted({ came, judgement }: Judged): boolean {
  return unconfirmed(came) !== unconfirmed(judgement.request.raw);
}

/**
 * What the application must see where its host shows `shown` for the target that came: the same, a part of it (a mounted
 * router has cut its own path off), or what `URL` makes of it. Null: that cannot be said of it.
 */
export function targetFor(shown: string, { came, judgement }: Judged): string | null {
  const { raw, compiled } = judgement.request;
  const own = unconfirmed({ ...raw, target: shown });
  const before = unconfirmed(came);
  const decided = unconfirmed(raw);
  if (before === decided) return own;
  const { forward } = new CanonicalRequest(compiled, { ...came, target: before });
  if (own === before || own === forward) return decided;
  const path = pathOf(decided);
  return pathOf(forward) === path ? pathOf(own) + decided.slice(path.length) : null;
}

/**
 * For a host that has read the target already: whoever asks is sent to the other one, with the same method and body. No
 * loop, because what a target is rewritten to is not rewritten. Refused where no address leads there.
 */
export function sentToTarget(judgement: Judgement): Judgement {
  const { decision, request, view } = judgement;
  if (decision.kind !== 'allow') return judgement;
  const { epoch, mode, standing, obligations } = decision;
  const detail = 'a debug switch' satisfies Reason;
  const rule = { id: 'production', detail } as const;
  const { target } = request.raw;
  if (parseSafeUrl(target).kind !== 'path') {
    const refused = refusal(view.snapshot, {
      rule,
      status: 404,
      code: 'PORTCULLIS_PRODUCTION_REFUSED',
      effective: { mode, areas: [] },
      access: 'read',
    });
    return { ...judgement, decision: refused };
  }
  const base = { rule, epoch, mode, standing, obligations };
  return { ...judgement, decision: { ...base, kind: 'redirect', location: target, keepsMethod: true } };
}

function unconfirmed(raw: RawRequest): string {
  return splitConfirmation(raw).request.target;
}

function pathOf(target: string): string {
  const question = target.indexOf('?');
  return question === -1 ? target : target.slice(0, question);
}
