import type { AuditRecord } from '../model/audit.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { ApiKey, Operator, OperatorSession } from '../model/operator.ts';
import type { Settings, StoredSettings } from '../model/settings.ts';
import type { Store } from './store.ts';

/**
 * What a server remembers beyond what every gate needs. Records are stored with what they tell of, in one transaction, as
 * `Store` says. The published suite `serverStoreConformance` tests all of it.
 */
export interface ServerStore extends Store {
  readonly settings: SettingsStore;
  readonly operators: OperatorStore;
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly ledger: LedgerStore;
}

export interface SettingsStore {
  read(site: string): Promise<StoredSettings>;
  /** Compare-and-set on the switch's epoch, which it raises: every server confirms it like a change of the switch. */
  change(site: string, change: SettingsChange): Promise<SettingsResult>;
}

export interface SettingsChange {
  readonly expectedEpoch: number;
  readonly settings: Settings;
  /** As on record. */
  readonly changedBy: string;
  readonly record: AuditRecord;
}

export interface SettingsResult {
  /** `conflict`: somebody else was first, and nothing was stored. */
  readonly kind: 'changed' | 'conflict';
  readonly stored: StoredSettings;
}

export interface OperatorStore {
  /**
   * Stores a new operator. `name-taken`: the name, or who it is to a provider, is somebody's; `not-first`: `onlyFirst` was
   * asked for, and there is somebody. Of several at once with `onlyFirst` one is stored.
   */
  create(
    site: string,
    operator: Operator,
    options: CreateOptions,
  ): Promise<'created' | 'name-taken' | 'not-first'>;
  /** In order of name. */
  list(site: string): Promise<readonly Operator[]>;
  find(site: string, by: OperatorKey): Promise<Operator | null>;
  /**
   * Stores what is given of one operator, if its version is the one expected, and raises that. `last-owner`: nobody who can
   * sign in would be an owner any more. `conflict`: it was changed or removed by somebody else.
   */
  change(
    site: string,
    id: string,
    change: OperatorChange,
  ): Promise<'changed' | 'conflict' | 'name-taken' | 'last-owner'>;
  /** Removes an operator with all sessions; `absent` when there is none. */
  remove(site: string, id: string, record: AuditRecord): Promise<'removed' | 'absent' | 'last-owner'>;
  /** Uses up a time step of somebody's second factor; false when that one or a later one was used before. */
  claimStep(site: string, id: string, step: number): Promise<boolean>;
}

export interface CreateOptions {
  readonly onlyFirst: boolean;
  readonly record: AuditRecord;
}

export type OperatorKey =
  | { readonly id: string }
  | { readonly name: string }
  | { readonly issuer: string; readonly subject: string }
  | { readonly invitationHash: string };

export interface OperatorChange {
  readonly expectedVersion: number;
  readonly next: Partial<
    Pick<
      Operator,
      'name' | 'role' | 'passwordHash' | 'secondFactor' | 'federated' | 'invitation' | 'disabledAt'
    >
  >;
  readonly record: AuditRecord;
}

export interface SessionStore {
  open(session: OperatorSession, record: AuditRecord | null): Promise<void>;
  /** Null for one that has expired, too, by the store's clock. */
  find(site: string, tokenHash: string): Promise<OperatorSession | null>;
  /** Puts one in the place of another in one step: the old token is nobody's from then on. False when it is gone. */
  replace(
    site: string,
    tokenHash: string,
    next: OperatorSession,
    record: AuditRecord | null,
  ): Promise<boolean>;
  /** Newest first; of everybody, or of one operator. */
  list(site: string, operatorId?: string): Promise<readonly OperatorSession[]>;
  /** Ends sessions and says how many; the record is stored when there was one at least. */
  end(site: string, which: SessionsToEnd, record: AuditRecord | null): Promise<number>;
}

export type SessionsToEnd =
  | { readonly id: string }
  | { readonly operatorId: string; readonly exceptId?: string }
  | { readonly expiredBefore: number };

export interface KeyStore {
  create(key: ApiKey, record: AuditRecord): Promise<void>;
  /** Every key, revoked ones too, in order of (createdAt, id). */
  list(site: string): Promise<readonly ApiKey[]>;
  /** Null for one that has expired or was revoked, too, by the store's clock. */
  find(site: string, tokenHash: string): Promise<ApiKey | null>;
  /** False when there is no such key, or it is revoked already. */
  revoke(site: string, id: string, record: AuditRecord): Promise<boolean>;
  /** Notes that a key was used. */
  used(site: string, id: string, at: number): Promise<void>;
}

export interface LedgerStore {
  /** Adds counts: what is there already of the same window, method, route, actor and rule grows. All or none. */
  add(site: string, entries: readonly LedgerEntry[]): Promise<void>;
  /** Most often refused first, then by method, route, actor and rule. */
  read(site: string, query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** The windows that have entries, newest first by their last one. */
  windows(site: string): Promise<readonly LedgerWindow[]>;
  /** Removes what was last refused before a time. Returns how many. */
  forget(site: string, before: number): Promise<number>;
}

export interface LedgerQuery {
  readonly windowId: string;
  readonly limit: number;
  /** @default 0 */
  readonly skip?: number;
}

export interface LedgerWindow {
  readonly windowId: string;
  readonly entries: number;
  readonly refused: number;
  readonly firstAt: number;
  readonly lastAt: number;
}
