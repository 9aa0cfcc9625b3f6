import { type Gate, isOtherwise, type Judgement } from '@portcullis/gate';

/** The switch changed while a request waited for something: what was allowed then may be refused now. */
export function isOutdated({ view }: Judgement, gate: Pick<Gate, 'view'>): boolean {
  return isOtherwise(view.snapshot, gate.view().snapshot);
}
