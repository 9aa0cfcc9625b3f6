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
  /** JSON: areas, notice, reason, actor, expected, expires. */
  readonly details: string;
}

interface PassTable {
  readonly site: Fixed<string>;
  readonly id: Fixed<string>;
  readonly subject: Fixed<string>;
  readonly scope: Fixed<string>;
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
