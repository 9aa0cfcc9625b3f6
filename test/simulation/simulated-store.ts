import type {
  ChangeResult,
  HeldState,
  InstanceReport,
  ServerStore,
  Switch,
  SwitchChange,
} from '@portcullis/gate';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Schema } from '../../packages/store/src/sql/schema.ts';
import { serverStoreOn } from '../../packages/store/src/sql/server-store-on.ts';
import {
  carryOut,
  type Outcome,
  type SqlConnection,
  type Statement,
  type Steps,
  type Transaction,
  transactionOf,
} from '../../packages/store/src/sql/transaction.ts';
import { migrate } from '../../packages/store/src/sqlite/migrate.ts';
import type { Network } from './network.ts';
import type { VirtualTime } from './virtual-time.ts';

type ServerFacets = Omit<ServerStore, 'close'>;

/** All that a store holds, at one moment. */
export interface Image {
  readonly bytes: Buffer;
  readonly lineage: string;
  readonly takenAtMs: number;
}

/** One store for all processes: the operations of the SQL drivers on SQLite in memory, which can lose what it has committed. */
export interface SimulatedStore {
  readonly facets: ServerFacets;
  isUp: boolean;
  image(): Image;
  /** Puts back what was. */
  put(image: Image): void;
  /** Everything is gone, and another store answers. */
  flush(): void;
  /** As a process far away has it. `onLook`: it was told what is held. */
  seenThrough(network: Network, onLook: (look: StoreLook) => void): ServerStore;
  /** What the store holds now of a request; null = nothing. */
  heldState(id: string): HeldState | null;
  /** Of the audit log. */
  chains(): readonly string[];
  /** Where sums and rows of what is held do not fit each other. */
  heldProblems(): readonly string[];
  close(): void;
}

export interface StoreLook {
  readonly askedAtMs: number;
  /** When the store was what it was told of. */
  readonly ofMs: number;
  readonly answeredAtMs: number;
}

export interface SimulatedStoreOptions {
  /** The store's own clock. */
  readonly nowMs: () => number;
  readonly time: VirtualTime;
  /** `before`: what stood in the store when it came. */
  /** An instance has said what it enforces. */
  readonly onReport: (report: InstanceReport) => void;
  readonly onChange: (change: SwitchChange, result: ChangeResult, before: Switch) => void;
}

const differingSums = `
  select webhook from held_webhooks as sums
  where (waiting, failed, skipped, bytes) is not (
    select
      coalesce(sum(state = 'waiting'), 0),
      coalesce(sum(state = 'failed'), 0),
      coalesce(sum(is_skipped), 0),
      coalesce(sum(bytes), 0)
    from held_requests as each
    where each.site = sums.site and each.webhook = sums.webhook and each.ended_at is null
  )`;
const template = await emptyDatabase();

async function emptyDatabase(): Promise<Buffer> {
  const database = new SqliteDatabase(':memory:');
  const query = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  database.function('fold_name', { deterministic: true }, (name) => String(name).toLowerCase());
  await migrate({ file: ':memory:', database, query });
  const bytes = database.serialize();
  database.close();
  return bytes;
}

export function createSimulatedStore({
  nowMs,
  time,
  onReport,
  onChange,
}: SimulatedStoreOptions): SimulatedStore {
  const statements = new Map<string, SqliteDatabase.Statement>();
  const listeners = new Map<string, Set<() => void>>();
  let lineages = 1;
  let lineage = 'lineage-1';
  let database = open(template);
  const query = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });

  function open(bytes: Buffer): SqliteDatabase.Database {
    const opened = new SqliteDatabase(bytes);
    opened.pragma('journal_mode = MEMORY');
    return opened;
  }

  function replace(bytes: Buffer): void {
    statements.clear();
    database.close();
    database = open(bytes);
  }

  function prepared(sql: string): SqliteDatabase.Statement {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  function answer({ sql, parameters }: Statement): Outcome {
    const statement = prepared(sql);
    return statement.reader
      ? { rows: statement.all(...parameters), changed: 0 }
      : { rows: [], changed: statement.run(...parameters).changes };
  }

  async function transact<Result>(
    begin: string,
    work: (transaction: Transaction) => Steps<Result>,
  ): Promise<Result> {
    database.exec(begin);
    try {
      const result = carryOut(work(transactionOf({ query, lineage, now: nowMs() })), answer);
      database.exec('commit');
      return result;
    } finally {
      if (database.inTransaction) database.exec('rollback');
    }
  }

  const connection: SqlConnection = {
    read: (work) => transact('begin', work),
    write: (work) => transact('begin immediate', work),
  };
  const facets = serverStoreOn(connection, {
    subscribe(site, onHint) {
      const known = listeners.get(site) ?? new Set();
      listeners.set(site, known.add(onHint));
      return () => known.delete(onHint);
    },
    raise(site) {
      for (const listener of listeners.get(site) ?? []) listener();
    },
    close: () => listeners.clear(),
  });
  const watched: ServerFacets = {
    ...facets,
    instances: {
      ...facets.instances,
      async report(site, report) {
        const now = await facets.instances.report(site, report);
        onReport(report);
        return now;
      },
    },
    switch: {
      ...facets.switch,
      async change(site, change) {
        const { switch: before } = await facets.switch.read(site);
        const result = await facets.switch.change(site, change);
        onChange(change, result, before);
        return result;
      },
    },
  };

  return {
    facets: watched,
    isUp: true,
    image: () => ({ bytes: database.serialize(), lineage, takenAtMs: nowMs() }),
    put(image) {
      replace(image.bytes);
      lineage = image.lineage;
    },
    flush() {
      replace(template);
      lineages += 1;
      lineage = `lineage-${lineages}`;
    },
    seenThrough: (network, onLook) => {
      const seen = throughNetwork(watched, network);
      return {
        ...seen,
        held: {
          ...seen.held,
          async waiting(site) {
            const askedAtMs = time.nowMs();
            const told = await network.ask(async () => ({
              waiting: await watched.held.waiting(site),
              ofMs: time.nowMs(),
            }));
            onLook({ askedAtMs, ofMs: told.ofMs, answeredAtMs: time.nowMs() });
            return told.waiting;
          },
        },
        close: () => Promise.resolve(),
      };
    },
    heldState(id) {
      const row = prepared('select state from held_requests where id = ?').get(id);
      return (row as { state: HeldState } | undefined)?.state ?? null;
    },
    chains: () =>
      (prepared('select distinct chain from audit_records').all() as { chain: string }[]).map(
        ({ chain }) => chain,
      ),
    heldProblems: () =>
      (prepared(differingSums).all() as { webhook: string }[]).map(
        ({ webhook }) => `the sums of ${webhook} are not those of its requests`,
      ),
    close() {
      listeners.clear();
      statements.clear();
      database.close();
    },
  };
}

/** Each call of each part is one question to the store; hints come the other way. */
function throughNetwork(facets: ServerFacets, network: Network): ServerFacets {
  const asked = <Facet extends object>(facet: Facet): Facet =>
    Object.fromEntries(
      Object.entries(facet).map(([name, operation]: [string, (...values: unknown[]) => unknown]) => [
        name,
        (...values: unknown[]) => network.ask(async () => Reflect.apply(operation, facet, values)),
      ]),
    ) as Facet;
  return {
    switch: {
      ...asked(facets.switch),
      subscribe: (site, onHint) => facets.switch.subscribe(site, () => network.hint(onHint)),
    },
    instances: asked(facets.instances),
    passes: asked(facets.passes),
    audit: asked(facets.audit),
    settings: asked(facets.settings),
    operators: asked(facets.operators),
    sessions: asked(facets.sessions),
    keys: asked(facets.keys),
    ledger: asked(facets.ledger),
    incidents: asked(facets.incidents),
    transitions: asked(facets.transitions),
    processes: asked(facets.processes),
    held: asked(facets.held),
    deliveries: asked(facets.deliveries),
  };
}
