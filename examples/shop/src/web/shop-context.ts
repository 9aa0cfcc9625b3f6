import type { Database } from '../database/open-database.ts';
import type { FollowUp } from '../domain/fulfilment.ts';
import type { DecisionOf } from './gate-decision.ts';

/** What every route is built from. */
export interface ShopContext {
  readonly database: Database;
  /** Where approved writes go: the same database under a role that a closed guard lets write. */
  readonly repairDatabase: Database;
  readonly decisionOf: DecisionOf;
  /** What becomes of an order that somebody places. */
  readonly followUp: FollowUp;
  readonly now: () => Date;
  /** Told of what went wrong inside, with the cause; the visitor only learns that something did. */
  readonly onError: (error: unknown) => void;
}
