import type { Reason } from '../../model/reasons.ts';

/** One call as one place of a request (its URL, its body, an entry of a batch) asks for it. */
export interface AskedCall {
  readonly document: string | null;
  /** The empty string is a name, too: one that no operation has. */
  readonly operationName: string | null;
  /** Ids and hashes of stored documents, as they came. */
  readonly ids: readonly string[];
  /** `extensions.persistedQuery.sha256Hash`, as it came: of a stored document, or of the one beside it. */
  readonly digest: string | null;
}

/** Why something counts as a write although nobody can say what it would do. */
export interface Unreadable {
  readonly unreadable: Reason;
}

export function isUnreadable(value: object): value is Unreadable {
  return 'unreadable' in value;
}
