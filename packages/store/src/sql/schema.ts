import type { ColumnType } from 'kysely';

/** The tables as the newest migration leaves them. Rows that come back are checked, so these are for writing. */
export interface Schema {
  readonly identity: IdentityTable;
  readonly switches: SwitchTable;
  readonly passes: PassTable;
  readonly claims: ClaimTable;
  readonly instances: InstanceTable;
  readonly audit_records: AuditRecordTable;
  readonly audit_seals: AuditSealTable;
  readonly settings: SettingsTable;
  readonly operators: OperatorTable;
  readonly operator_sessions: OperatorSessionTable;
  readonly api_keys: ApiKeyTable;
  readonly ledger: LedgerTable;
  readonly ledger_windows: LedgerWindowTable;
  readonly incidents: IncidentTable;
  readonly transitions: TransitionTable;
  readonly processes: ProcessTable;
  readonly held_requests: HeldRequestTable;
  readonly held_webhooks: HeldWebhookTable;
}

type Fixed<T> = ColumnType<T, T, never>;

interface IdentityTable {
  readonly one: Fixed<1>;
  readonly lineage: Fixed<string>;
}

interface SwitchTable {
  readonly site: Fixed<string>;
  readonly epoch: number;
  readonly window_id: string | null;
  readonly mode: string;
  readonly production: 0 | 1;
  readonly since: number;
  /** JSON: `SwitchDetails` in record/switch-shape.ts. */
  readonly details: string;
}

interface PassTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly subject: Fixed<string>;
  /** The subject as it is searched for: rules/fold-name.ts. */
  readonly folded_subject: Fixed<string>;
  readonly scope: Fixed<string>;
  readonly is_test: Fixed<0 | 1>;
  readonly token_hash: Fixed<string>;
  readonly window_id: string | null;
  readonly created_at: Fixed<number>;
  readonly created_by: Fixed<string>;
  readonly expires_at: Fixed<number>;
  readonly redeemed_at: number | null;
  readonly revoked_at: number | null;
}

interface ClaimTable {
  readonly site: Fixed<string>;
  readonly key: Fixed<string>;
  readonly expires_at: Fixed<number>;
}

interface InstanceTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly seen_at: number;
  /** JSON: the whole report. */
  readonly report: string;
}

interface AuditRecordTable {
  readonly site: Fixed<string>;
  readonly chain: Fixed<string>;
  readonly sequence: Fixed<number>;
  readonly at: Fixed<number>;
  readonly kind: Fixed<string>;
  readonly actor: Fixed<string>;
  readonly data: Fixed<string>;
  readonly previous_hash: Fixed<string>;
  readonly hash: Fixed<string>;
}

interface AuditSealTable {
  readonly site: Fixed<string>;
  readonly chain: Fixed<string>;
  readonly sequence: Fixed<number>;
  readonly hash: Fixed<string>;
  readonly at: number;
  readonly signature: string;
}

interface SettingsTable {
  readonly site: Fixed<string>;
  /** JSON. */
  readonly settings: string;
  readonly changed_at: number;
  readonly changed_by: string;
}

interface OperatorTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly name: string;
  /** The name as it is compared: rules/fold-name.ts. */
  readonly folded_name: string;
  readonly role: string;
  readonly password_hash: string | null;
  /** JSON. */
  readonly second_factor: string | null;
  /** The newest time step of the second factor that was used. */
  readonly last_step: number | null;
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly invitation_hash: string | null;
  readonly invitation_expires_at: number | null;
  readonly disabled_at: number | null;
  readonly created_at: Fixed<number>;
  readonly created_by: Fixed<string>;
  readonly version: number;
}

interface OperatorSessionTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly token_hash: string;
  readonly operator_id: Fixed<string>;
  readonly stage: string;
  readonly created_at: Fixed<number>;
  readonly confirmed_at: number;
  readonly seen_at: number;
  readonly expires_at: number;
  readonly address: string | null;
  readonly user_agent: string;
}

interface ApiKeyTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly name: Fixed<string>;
  readonly token_hash: Fixed<string>;
  /** JSON: a list. */
  readonly scopes: Fixed<string>;
  readonly created_at: Fixed<number>;
  readonly created_by: Fixed<string>;
  readonly expires_at: Fixed<number | null>;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
}

interface LedgerTable {
  readonly site: Fixed<string>;
  readonly window_id: Fixed<string>;
  readonly method: Fixed<string>;
  readonly route: Fixed<string>;
  readonly actor: Fixed<string>;
  readonly rule: Fixed<string>;
  readonly count: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly reference: string | null;
}

/** The sums of the ledger's entries, kept with each change of them. */
interface LedgerWindowTable {
  readonly site: Fixed<string>;
  readonly window_id: Fixed<string>;
  readonly entries: number;
  readonly refused: number;
  readonly first_at: number;
  readonly last_at: number;
}

interface IncidentTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly at: Fixed<number>;
  readonly expires_at: Fixed<number>;
  readonly method: Fixed<string>;
  readonly path: Fixed<string>;
  readonly status: Fixed<number>;
  readonly channel: Fixed<string>;
  readonly name: Fixed<string | null>;
  readonly sealed: Fixed<Uint8Array>;
}

interface TransitionTable {
  readonly site: Fixed<string>;
  readonly version: number;
  /** JSON: `Transition`. */
  readonly transition: string | null;
  readonly conductor: string | null;
  readonly lease_until: number;
}

interface ProcessTable {
  readonly site: Fixed<string>;
  readonly worker: Fixed<string>;
  readonly id: Fixed<string>;
  readonly instance: string;
  readonly seen_at: number;
  readonly joined_at: number;
  /** Null = it was taken off the list then: what was heard of it before is not heard again. */
  readonly said: string | null;
}

/** The bytes come last: a list of what is before them reads none of their pages. */
interface HeldRequestTable {
  readonly site: Fixed<string>;
  readonly sequence: Fixed<number>;
  readonly id: Fixed<string>;
  readonly webhook: Fixed<string>;
  readonly order_key: Fixed<string>;
  readonly delivery_key: Fixed<string | null>;
  readonly is_verified: Fixed<0 | 1>;
  readonly bytes: Fixed<number>;
  readonly received_at: Fixed<number>;
  readonly state: string;
  readonly is_behind: 0 | 1;
  readonly is_skipped: 0 | 1;
  readonly attempts: number;
  /** While it is on its way, the end of its lease. */
  readonly due_at: number;
  readonly lease_by: string | null;
  /** JSON: `DeliveryAttempt`. */
  readonly last_attempt: string | null;
  readonly ended_at: number | null;
  readonly sealed: Fixed<Uint8Array>;
}

/** The sums of a webhook's held requests, kept with each change of them. */
interface HeldWebhookTable {
  readonly site: Fixed<string>;
  readonly webhook: Fixed<string>;
  readonly waiting: number;
  readonly failed: number;
  /** Of those that wait or failed, whom nothing waits for. */
  readonly skipped: number;
  readonly bytes: number;
  readonly delivered: number;
  readonly dropped: number;
  readonly duplicates: number;
  /** JSON. */
  readonly paused: string | null;
}
