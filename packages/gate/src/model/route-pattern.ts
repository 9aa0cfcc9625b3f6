/** Which requests a rule of the policy speaks of. */
export interface RoutePattern {
  /** As written, such as `POST /login`. */
  readonly source: string;
  /** Null = every method. Upper case. */
  readonly methods: readonly string[] | null;
  /** Glob on the canonical path: `*` one segment, `**` at the end everything at or below, `:name` one segment. */
  readonly glob: string;
  readonly host: string | null;
}
