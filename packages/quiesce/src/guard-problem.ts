/** Something because of which a guard does not hold, or not wholly. */
export interface GuardProblem {
  readonly kind:
    | 'not-installed'
    | 'changed'
    | 'torn'
    | 'copied'
    | 'replica'
    | 'unguarded'
    | 'owner'
    | 'privilege'
    | 'ddl'
    | 'subscription'
    | 'left-out';
  /** What it is about: a table, a function, a role. */
  readonly object: string;
  /** In a sentence: what was expected, what came, what to do. */
  readonly message: string;
  /** Whether writes may pass because of it; others are limits to know of. */
  readonly isHole: boolean;
}
