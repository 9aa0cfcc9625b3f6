import type { AuditLog, Logger, ServerStore } from '@portcullis/gate';

/** What everything about operators stands on. */
export interface OperatorsOptions {
  readonly site: string;
  readonly store: Pick<ServerStore, 'operators' | 'sessions' | 'keys'>;
  readonly audit: Pick<AuditLog, 'writeWith' | 'enqueue'>;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The browser that somebody comes with. */
export interface Browser {
  readonly address: string | null;
  /** Its own words. */
  readonly userAgent: string;
  /** What an earlier sign-in left in it, sealed; null when there is nothing. */
  readonly mark: string | null;
}
