/** Statements that are carried out together, once. */
export interface PostgresMigration {
  readonly name: string;
  readonly statements: readonly string[];
  /**
   * Whether instances of the version before may go on beside it, as they do while a deployment rolls through. A change of which
   * they would know nothing and break something is two: one that adds, and in a later version one that takes away.
   */
  readonly isKnownBefore: boolean;
}
