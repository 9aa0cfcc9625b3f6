import type { Decision } from '../model/decision.ts';
import { keptText } from './kept-text.ts';
import { pathOnRecord } from './path-on-record.ts';
import { createReference, normaliseReference } from './reference.ts';

/** What `explain --reference` finds: a refusal as it was decided. */
export interface RecordedDecision {
  readonly reference: string;
  readonly at: number;
  readonly method: string;
  /** As records show it: queries and long tokens hold secrets. Cut after 256 characters. */
  readonly path: string;
  readonly host: string | null;
  readonly clientAddress: string | null;
  readonly decision: Pick<Decision, 'kind' | 'rule' | 'epoch' | 'mode' | 'standing'>;
}

export interface References {
  record(entry: Omit<RecordedDecision, 'reference'>): string;
  find(reference: string): RecordedDecision | null;
  recent(limit: number): readonly RecordedDecision[];
}

/** Keeps the newest refusals of this instance in memory; a ring, so that a flood costs nothing more. */
export function createReferences({ most = 20_000 }: { readonly most?: number } = {}): References {
  const byReference = new Map<string, RecordedDecision>();
  return {
    record(entry) {
      const reference = createReference();
      byReference.set(reference, compact(entry, reference));
      if (byReference.size > most) {
        const oldest = byReference.keys().next().value;
        if (oldest !== undefined) byReference.delete(oldest);
      }
      return reference;
    },
    find: (reference) => byReference.get(normaliseReference(reference)) ?? null,
    recent: (limit) => [...byReference.values()].slice(-limit).reverse(),
  };
}

/** A request is up to 80 KB of strings; what is kept of twenty thousand must not be. */
function compact(entry: Omit<RecordedDecision, 'reference'>, reference: string): RecordedDecision {
  const { at, method, path, host, clientAddress, decision } = entry;
  const { kind, rule, epoch, mode, standing } = decision;
  return {
    reference,
    at,
    method: keptText(method, 32),
    path: keptText(pathOnRecord(path), 256),
    host: host === null ? null : keptText(host, 256),
    clientAddress: clientAddress === null ? null : keptText(clientAddress, 64),
    // What a body asked for may stand in the detail.
    decision: { kind, rule: { id: rule.id, detail: keptText(rule.detail, 256) }, epoch, mode, standing },
  };
}
