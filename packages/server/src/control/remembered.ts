/** What was found, not older than that. Never rejects. */
export type Remembered<Found> = () => Promise<Found>;

export interface RememberedOptions<Found> {
  readonly look: () => Promise<Found>;
  readonly forMs: number;
  /** What is said when looking fails. */
  readonly otherwise: Found;
  readonly now?: () => number;
}

/** For what belongs to the status and need not be of this second: whoever asks again and again costs the store nothing. */
export function createRemembered<Found>({
  look,
  forMs,
  otherwise,
  now = Date.now,
}: RememberedOptions<Found>): Remembered<Found> {
  let last: { readonly at: number; readonly found: Promise<Found> } | null = null;
  return () => {
    const at = now();
    // A clock that was set back is no reason to remember for longer.
    if (last === null || Math.abs(at - last.at) > forMs) last = { at, found: look().catch(() => otherwise) };
    return last.found;
  };
}
