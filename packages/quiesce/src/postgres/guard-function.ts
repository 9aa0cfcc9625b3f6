/** A function of the guard, told apart from one that somebody changed. */
export interface GuardFunction {
  /** With the types of its arguments, as `regprocedure` reads it. */
  readonly signature: string;
  /** Everything between name and body. */
  readonly head: string;
  /** Without a backslash: what that means in a text is for whoever calls to set (`standard_conforming_strings`). */
  readonly body: string;
  /** Who may call it: everybody who writes, those who may switch, or the guard alone. */
  readonly callers: 'everybody' | 'operators' | 'nobody';
}

/** With the rights of who owns the guard, and nothing of the caller's in the way. */
export const asOwner = 'language plpgsql security definer set search_path = pg_catalog, pg_temp';
