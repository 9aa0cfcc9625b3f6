/**
 * The entry that counts what found no place of its own in a window: its method, route, actor and rule are empty, as no
 * request's are.
 */
export const otherKinds = Object.freeze({ method: '', route: '', actor: '', rule: '' });

/** Writes of one kind that were refused to one actor during one window: what to look after once the site is open. */
export interface LedgerEntry {
  readonly windowId: string;
  readonly method: string;
  /** The path with its numbers and identifiers as `:id`: `/orders/:id/lines`. */
  readonly route: string;
  /** The subject, or empty for somebody whom nobody knows. */
  readonly actor: string;
  /** Which rule refused: `read-only-write`. */
  readonly rule: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the newest one. */
  readonly reference: string | null;
}
