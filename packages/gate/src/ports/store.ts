import type { AuditKind, AuditRecord, AuditSeal } from '../model/audit.ts';
import type { InstanceReport } from '../model/instance.ts';
import type { Pass } from '../model/pass.ts';
import type { Switch, SwitchRequest } from '../model/switch.ts';

/**
 * What is remembered, for every driver. Times are milliseconds since 1970 on the store's own clock.
 *
 * An audit record handed to an operation is stored exactly when the operation did what it was asked for
 * (`changed`, a pass, `true`), in the same transaction. A record that does not follow its chain's head (a
 * sequence number that is taken or leaves a gap) fails the whole operation with
 * `PORTCULLIS_AUDIT_UNWRITABLE` and nothing stays. The published suite `storeConformance` tests all of it.
 */
export interface Store {
  readonly switch: SwitchStore;
  readonly instances: InstanceStore;
  readonly passes: PassStore;
  readonly audit: AuditStore;
  /** Releases what this store opened itself. Idempotent. */
  close(): Promise<void>;
}

/** One consistent view of a site. */
export interface SiteState {
  /** Identity of this store, made once when it was created. */
  readonly lineage: string;
  /** The store's clock at the moment of reading. */
  readonly now: number;
  readonly switch: Switch;
  /** Passes that are neither expired nor revoked, redeemed or not. */
  readonly passes: readonly Pass[];
}

/**
 * Tells one state of a site from every other. The epoch alone does not: a store that was replaced, or rolled
 * back and then changed again, may have reached the same number by another way.
 */
export interface SwitchVersion {
  readonly lineage: string;
  readonly epoch: number;
  readonly windowId: string | null;
  readonly since: number;
}

export type ChangeResult =
  | { readonly kind: 'changed'; readonly state: SiteState }
  /** Somebody else was first; `state` tells who. */
  | { readonly kind: 'conflict'; readonly state: SiteState };

export interface SwitchStore {
  read(site: string): Promise<SiteState>;
  /**
   * Compare-and-set on the epoch, together with the audit record, in one transaction: either both are
   * stored or neither. Raises the epoch by one; gives a new window id when a window opens, keeps it while
   * it lasts and clears it when it ends (ending a window ends its passes); `since` is set when the mode,
   * an area or production mode changes.
   */
  change(site: string, change: SwitchChange): Promise<ChangeResult>;
  /** The cheapest look at which state of which store this is: what instances poll. */
  version(site: string): Promise<SwitchVersion>;
  /** A hint that something changed; may be lost, never needed for truth. Returns the way to stop. */
  subscribe(site: string, onHint: () => void): () => void;
}

export interface SwitchChange {
  readonly expectedEpoch: number;
  /**
   * The new epoch is at least this. Settles a contested store: it moves past what instances remember.
   * @default expectedEpoch + 1
   */
  readonly leastEpoch?: number;
  readonly request: SwitchRequest;
  /** Used when this change opens a window; random, given by the caller. */
  readonly newWindowId: string;
  readonly record: AuditRecord;
}

export interface InstanceStore {
  /** Writes what an instance enforces, and renews its lease. Returns the store's clock. */
  report(site: string, report: InstanceReport): Promise<number>;
  /** In order of id. */
  list(site: string): Promise<readonly StoredInstance[]>;
  /**
   * Takes an instance off the list; false when it is not on it. Without a record it left by itself or is seen to
   * be gone; what an operator removes comes with one.
   */
  remove(site: string, id: string, record?: AuditRecord): Promise<boolean>;
}

export interface StoredInstance extends InstanceReport {
  /** When the last report arrived, on the store's clock. */
  readonly seenAt: number;
  /** The store's clock when this list was read. */
  readonly now: number;
}

export interface PassStore {
  /**
   * Stores a new pass with its audit record and raises the epoch. A pass without a window gets the one that
   * is open, or else the next. An id or token that is stored already is `PORTCULLIS_PASS_REFUSED`.
   */
  create(pass: Pass, record: AuditRecord): Promise<void>;
  /** Every pass, ended ones too, in order of (createdAt, id). */
  list(site: string): Promise<readonly Pass[]>;
  /** One page of the passes that fit, newest first (createdAt, then id), and how many fit. For who looks. */
  search(site: string, query: PassQuery): Promise<PassPage>;
  /**
   * Marks a pass redeemed, once, if it is not expired, revoked or redeemed yet and belongs to the window
   * that is open, or to none yet.
   * Null for every other case: the caller learns nothing about why.
   */
  redeem(site: string, tokenHash: string, record: AuditRecord): Promise<Pass | null>;
  /** Revokes and raises the epoch; false when there is no such pass, or it is revoked already. */
  revoke(site: string, id: string, record: AuditRecord): Promise<boolean>;
  /** Uses a one-use key up; false when it was used before. Keys may be forgotten after `expiresAt`. */
  claim(site: string, key: string, expiresAt: number): Promise<boolean>;
}

/** Everything that is given must be true of a pass. */
export interface PassQuery {
  readonly id?: string;
  /** `good`: neither expired nor revoked, by the store's clock; `ended`: the others. @default both */
  readonly state?: 'good' | 'ended';
  /** A part of the subject, in any case of its letters. @default '' */
  readonly search?: string;
  /** @default 0 */
  readonly skip?: number;
  readonly limit: number;
}

export interface PassPage {
  readonly passes: readonly Pass[];
  /** How many fit, on this page or not. */
  readonly total: number;
  /** The store's clock at the moment of reading. */
  readonly now: number;
}

export interface AuditStore {
  /** Stores records of one chain, all or none; each must follow the one before, from 1 on, without a gap. */
  append(site: string, records: readonly AuditRecord[]): Promise<void>;
  /** Never more than asked for, and fewer only at the end: the last one is where to go on. */
  read(site: string, query: AuditQuery): Promise<readonly AuditRecord[]>;
  /** The newest record of one chain; null for a new chain. */
  head(site: string, chain: string): Promise<AuditRecord | null>;
  /** Stores a seal. A newer seal of the same head takes the place of the older one. */
  seal(site: string, seal: AuditSeal): Promise<void>;
  /** In order of (chain, sequence). */
  seals(site: string): Promise<readonly AuditSeal[]>;
  /** In order of their code points. */
  chains(site: string): Promise<readonly string[]>;
}

export type AuditQuery = ChainOrderQuery | NewestFirstQuery;

/** In order of (chain, sequence): for who verifies chains. */
export interface ChainOrderQuery {
  readonly newestFirst?: false;
  readonly chain?: string;
  /** Only records after this sequence number of their chain. */
  readonly after?: number;
  readonly limit: number;
}

/**
 * Newest first by time, then by sequence number, then by chain: for who searches. What is asked for must all be
 * true of a record.
 */
export interface NewestFirstQuery {
  readonly newestFirst: true;
  /** Any of these; none at all finds nothing. @default every kind */
  readonly kinds?: readonly AuditKind[];
  readonly actor?: string;
  /** Inclusive. Milliseconds since 1970, as `AuditRecord.at`. */
  readonly from?: number;
  /** Exclusive. */
  readonly to?: number;
  /** Only records that come after this one in this order, whether it is there or not: the next page. */
  readonly before?: AuditPlace;
  readonly limit: number;
}

/** Where a record stands among all of its site. */
export type AuditPlace = Pick<AuditRecord, 'at' | 'chain' | 'sequence'>;
