import type { AuditRecord } from '../model/audit.ts';
import type { Incident } from '../model/incident.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import type { ApiKey, Operator, OperatorSession } from '../model/operator.ts';
import type { ProcessReported, StoredProcesses } from '../model/process.ts';
import type { Settings, StoredSettings } from '../model/settings.ts';
import type { StoredTransition, Transition } from '../model/transition.ts';
import type { DeliveryStore, HeldStore } from './held-store.ts';
import type { Store } from './store.ts';

/**
 * What a server remembers beyond what every gate needs. Records are stored with what they tell of, in one transaction, as
 * `Store` says. The published suite `serverStoreConformance` tests all of it that `storeConformance` does not.
 */
export interface ServerStore extends Store {
  readonly settings: SettingsStore;
  readonly operators: OperatorStore;
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly ledger: LedgerStore;
  readonly incidents: IncidentStore;
  readonly transitions: TransitionStore;
  readonly processes: ProcessStore;
  readonly held: HeldStore;
  readonly deliveries: DeliveryStore;
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
   * Stores a new operator. `name-taken`: the name, or who it is to a provider, is somebody's (or the id or the code of
   * the invitation, which random bytes never are); `not-first`: `onlyFirst` was asked for, and there is somebody. Of
   * several at once with `onlyFirst` one is stored.
   */
  create(
    site: string,
    operator: Operator,
    options: CreateOperatorOptions,
  ): Promise<'created' | 'name-taken' | 'not-first'>;
  /** In order of name, whatever the case of its letters. */
  list(site: string): Promise<readonly Operator[]>;
  /** Null for an invitation that has expired, too, by the store's clock. */
  find(site: string, by: OperatorKey): Promise<Operator | null>;
  /**
   * Stores what is given of one operator, if its version is the one expected, and raises that. `last-owner`: nobody who can
   * sign in would be an owner any more. `conflict`: it was changed or removed by somebody else. Whoever is disabled has no
   * sessions any more.
   */
  change(
    site: string,
    id: string,
    change: OperatorChange,
  ): Promise<'changed' | 'conflict' | 'name-taken' | 'last-owner'>;
  /** Removes an operator with all sessions; `absent` when there is none. */
  remove(site: string, id: string, record: AuditRecord): Promise<'removed' | 'absent' | 'last-owner'>;
  /**
   * Uses up a time step of somebody's second factor; false when that one or a later one was used before, and for who has
   * none. A second factor that is not confirmed yet begins anew.
   */
  claimStep(site: string, id: string, step: number): Promise<boolean>;
}

export interface CreateOperatorOptions {
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
  /**
   * Which of the operator's sessions end in the same step: after a change of the password nobody goes on who came by the
   * old one, not even when the server is killed in between. @default 'none'
   */
  readonly endSessions?: 'none' | 'all' | { readonly exceptId: string };
  readonly record: AuditRecord;
}

export interface SessionStore {
  /**
   * False, and nothing is stored, when the operator was changed, disabled or removed since `operatorVersion` was read: who
   * signs in with a password that is just being changed stays outside. An id or token that is stored already is false, too.
   */
  open(session: OperatorSession, options: OpenSessionOptions): Promise<boolean>;
  /** Null for one that has expired, too, by the store's clock. */
  find(site: string, tokenHash: string): Promise<OperatorSession | null>;
  /**
   * Exchanges the token and what comes with it in one step: the old token is nobody's from then on, unless it is the next
   * one, too. Whose session it is stays. Null when it is gone, or has expired.
   */
  replace(site: string, tokenHash: string, options: ReplaceSessionOptions): Promise<OperatorSession | null>;
  /** Notes that a session was used, and until when it is good now; nothing when it is gone, or has expired. */
  seen(site: string, id: string, seen: SessionSeen): Promise<void>;
  /** Those that have not expired, newest first (then in order of id); of everybody, or of one operator. */
  list(site: string, operatorId?: string): Promise<readonly OperatorSession[]>;
  /**
   * Ends sessions and says how many that had not expired; the record is stored when there was one at least. With
   * `expiredBefore` those are forgotten, and counted, that expired before a time.
   */
  end(site: string, which: SessionsToEnd, record: AuditRecord | null): Promise<number>;
}

export interface OpenSessionOptions {
  readonly operatorVersion: number;
  readonly record: AuditRecord | null;
}

export interface ReplaceSessionOptions {
  readonly next: Pick<
    OperatorSession,
    'tokenHash' | 'stage' | 'confirmedAt' | 'seenAt' | 'expiresAt' | 'address' | 'userAgent'
  >;
  readonly record: AuditRecord | null;
}

export interface SessionSeen {
  readonly seenAt: number;
  readonly expiresAt: number;
}

export type SessionsToEnd =
  | { readonly id: string }
  | { readonly operatorId: string; readonly exceptId?: string }
  | { readonly expiredBefore: number };

export interface KeyStore {
  /** False, and nothing is stored, when the id or the token is stored already: make new ones from fresh random bytes. */
  create(key: ApiKey, record: AuditRecord): Promise<boolean>;
  /** Every key, revoked ones too, in order of (createdAt, id). */
  list(site: string): Promise<readonly ApiKey[]>;
  /** Null for one that has expired or was revoked, too, by the store's clock. */
  find(site: string, tokenHash: string): Promise<ApiKey | null>;
  /** False when there is no such key, or it is revoked already. */
  revoke(site: string, id: string, record: AuditRecord): Promise<boolean>;
  /** Notes that a key was used; an earlier time than the one that stands there is nothing new. */
  used(site: string, id: string, at: number): Promise<void>;
}

export interface LedgerStore {
  /**
   * Adds counts: what is there already of the same window, method, route, actor and rule grows. All or none. What would be one
   * kind too many of its window is added to that window's `otherKinds`, without a reference.
   */
  add(site: string, entries: readonly LedgerEntry[], options?: AddToLedgerOptions): Promise<void>;
  /** Most often refused first, then by method, route, actor and rule; or by these alone. */
  read(site: string, query: LedgerQuery): Promise<readonly LedgerEntry[]>;
  /** The windows that have entries, newest first by their last one (then in order of id). */
  windows(site: string): Promise<readonly LedgerWindow[]>;
  /**
   * Removes what was last refused before a time, the oldest first and not more than `atMost`, so that a server that tidies
   * up after a busy year goes on serving. Returns how many: fewer than `atMost` when nothing is left.
   */
  forget(site: string, options: ForgetLedgerOptions): Promise<number>;
}

export type LedgerQuery = MostRefusedQuery | LedgerKeyOrderQuery;

/** Most often refused first: for who looks. While counts grow, entries change places between two pages. */
export interface MostRefusedQuery {
  readonly order?: 'count';
  readonly windowId: string;
  readonly limit: number;
  /** @default 0 */
  readonly skip?: number;
}

/** In order of (method, route, actor, rule): for exports, which neither miss nor repeat an entry while counts grow. */
export interface LedgerKeyOrderQuery {
  readonly order: 'key';
  readonly windowId: string;
  readonly limit: number;
  /** Only entries that come after this one. */
  readonly after?: LedgerKey;
}

export type LedgerKey = Pick<LedgerEntry, 'method' | 'route' | 'actor' | 'rule'>;

export interface LedgerWindow {
  readonly windowId: string;
  readonly entries: number;
  /** The sum of their counts. */
  readonly refused: number;
  /** Of the first write that was refused, a forgotten one too. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface AddToLedgerOptions {
  /** Entries of one window, `otherKinds` not counted: kinds are a visitor's to make. @default without end */
  readonly mostKinds?: number;
}

export interface ForgetLedgerOptions {
  readonly before: number;
  readonly atMost: number;
}

export interface IncidentStore {
  /**
   * False, and nothing is stored, when the id is taken, be it by an expired one: make another. In the same step the oldest
   * beyond `most` of a site are removed: those that would come last among the recent ones. This one is among them when
   * there are `most` newer ones.
   */
  add(site: string, incident: Incident, options: AddIncidentOptions): Promise<boolean>;
  /** Null for one that has expired, too, by the store's clock. */
  find(site: string, id: string): Promise<Incident | null>;
  /** Those that have not expired, newest first (then in order of id). */
  recent(site: string, query: RecentIncidentsQuery): Promise<readonly Omit<Incident, 'sealed'>[]>;
  /**
   * Removes what has expired by the store's clock, what expired first before others and not more than `atMost`. Returns how
   * many: fewer than `atMost` when nothing is left.
   */
  forgetExpired(site: string, options: { readonly atMost: number }): Promise<number>;
}

export interface AddIncidentOptions {
  /** Of one site, expired ones too. */
  readonly most: number;
}

export interface RecentIncidentsQuery {
  readonly limit: number;
  /** Only those that come after this one. */
  readonly after?: Pick<Incident, 'at' | 'id'>;
}

/** Progress of turning on and off. It raises no epoch: what instances enforce is the switch's to say. */
export interface TransitionStore {
  read(site: string): Promise<StoredTransition>;
  /**
   * Makes somebody the conductor for so long from now on, by the store's clock, or goes on being it. False while another one's
   * lease lasts.
   */
  claim(site: string, conductor: ConductorClaim): Promise<boolean>;
  /**
   * Stores what stands, or null for nothing, and raises its version. `conflict`: the version is another one.
   * `not-conductor`: the lease is not that conductor's, or has ended.
   */
  write(site: string, write: TransitionWrite): Promise<'written' | 'conflict' | 'not-conductor'>;
  /** Ends the lease, if it is that conductor's: the next one need not wait. */
  release(site: string, conductorId: string): Promise<void>;
}

export interface ConductorClaim {
  readonly id: string;
  readonly leaseMs: number;
  /**
   * A lease that is taken over although it has not ended, as long as it stands exactly so: nobody renewed it for so long that its
   * holder is gone, and a clock that was set back alone keeps it alive. @default none
   */
  readonly over?: { readonly id: string; readonly leaseUntil: number };
}

export interface TransitionWrite {
  readonly conductorId: string;
  readonly expectedVersion: number;
  readonly transition: Transition | null;
  readonly record: AuditRecord | null;
}

/**
 * The processes of the application that report to the servers of a site: whoever conducts knows those of all of them. A list of
 * its own, and no part of what an instance says of itself: a server that ends takes its instance along, and its processes go on.
 */
export interface ProcessStore {
  /**
   * Notes what was heard, all or none: each process once. What was heard before that which stands, or before the process was taken
   * off, changes nothing, whichever server says so; one that was taken off and is heard afterwards joins anew.
   */
  report(site: string, reports: readonly ProcessReported[]): Promise<void>;
  list(site: string): Promise<StoredProcesses>;
  /**
   * Takes a process off the list; false when it is not on it, or was heard after `seenAt`. Without a record it left, or is seen to be
   * gone; what an operator takes off comes with one.
   */
  remove(site: string, process: ProcessToRemove, record?: AuditRecord): Promise<boolean>;
}

export interface ProcessToRemove {
  readonly worker: string;
  readonly id: string;
  /** When it was last heard, as it was listed. @default whenever that was */
  readonly seenAt?: number;
}
