import pg from 'pg';
import {
  type PostgresVersion,
  type RunningPostgres,
  startPostgres,
} from '../../../test/support/postgres/start-postgres.ts';
import { createPostgresGuard, type PostgresGuard } from '../src/postgres/index.ts';

/**
 * `app` writes with plain grants, `owner` owns the tables, `maintainer` is approved; the superuser is not.
 */
export type Role = 'app' | 'owner' | 'postgres' | 'maintainer' | 'keeper' | 'installer';
export const unapprovedRoles: readonly Role[] = ['app', 'owner', 'postgres'];

export interface GuardedDatabase {
  readonly server: RunningPostgres;
  /** The superuser's, for what a test prepares while it is open, and for the guard. */
  readonly admin: pg.Client;
  readonly guard: PostgresGuard;
  /** Another session, of this database or another one of the server; ended with the server. */
  connect(role: Role, name?: string, database?: string): Promise<pg.Client>;
  stop(): Promise<void>;
}

const schema = `
create table orders (id int primary key, state text not null default 'new', total int not null default 0);
create table items (id int primary key, order_id int references orders on delete cascade);
create table notes (id serial primary key, text text);
create unlogged table cache (id int primary key);
create table sessions (id text primary key, seen timestamptz);
create table measures (at int not null, value int) partition by range (at);
create table measures_low partition of measures for values from (0) to (100);
create table measures_high partition of measures for values from (100) to (200);
create table people (id int primary key);
create table staff (badge int) inherits (people);
create view open_orders as select * from orders where state = 'new';
create view order_book as select o.id, count(i.id) as items from orders o left join items i on i.order_id = o.id group by o.id;
create function note_order() returns trigger language plpgsql as $$ begin
  insert into notes (text) values ('by a view'); return new; end $$;
create trigger order_book_insert instead of insert on order_book for each row execute function note_order();
create view archive as select * from notes;
create rule archive_insert as on insert to archive do instead insert into notes (text) values (new.text);
create function write_note(text) returns int language sql as $$ insert into notes (text) values ($1) returning id $$;
create function write_note_as_owner(text) returns int language sql security definer as $$ insert into notes (text) values ($1) returning id $$;
create materialized view totals as select sum(total) as total from orders;
create unique index on totals (total);
insert into orders select generate_series(1, 20);
insert into items select g, g from generate_series(1, 10) g;
insert into measures values (1, 1), (101, 1);
insert into people values (1);
insert into staff values (2, 2);
`;

/** A PostgreSQL with tables of every kind, and the guard installed, open. */
export async function startGuardedDatabase(version: PostgresVersion): Promise<GuardedDatabase> {
  const server = await startPostgres(version);
  const clients: pg.Client[] = [];

  async function connectTo(role: string, name = 'a test', database = 'guarded'): Promise<pg.Client> {
    const url = new URL(server.adminUrl);
    const client = new pg.Client({
      host: '127.0.0.1',
      port: Number(url.port),
      user: role,
      password: role === 'postgres' ? url.password : 'secret',
      database,
      application_name: name,
    });
    // Sessions are ended on purpose.
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  }

  try {
    const first = new pg.Client({ connectionString: server.adminUrl });
    await first.connect();
    for (const role of ['app', 'owner', 'maintainer']) {
      await first.query(`create role ${role} login password 'secret'`);
    }
    await first.query('create database guarded owner owner');
    await first.end();
    const owner = await connectTo('owner');
    await owner.query(schema);
    for (const role of ['app', 'maintainer']) {
      await owner.query(`grant usage on schema public to ${role};
        grant select, insert, update, delete, truncate, references, trigger on all tables in schema public to ${role};
        grant usage, update on all sequences in schema public to ${role}`);
    }
    await owner.end();
    const admin = await connectTo('postgres', 'the operator');
    await admin.query('alter function write_note_as_owner(text) owner to maintainer');
    const guard = createPostgresGuard(admin);
    await guard.install({ approvedRoles: ['maintainer'], bookkeepingTables: ['public.sessions'] });
    return {
      server,
      admin,
      guard,
      connect: connectTo,
      async stop() {
        await Promise.all(clients.map((client) => client.end().catch(() => {})));
        await server.stop();
      },
    };
  } catch (error) {
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
    await server.stop();
    throw error;
  }
}

/** What a statement came to: `done`, or the state and constraint by which it was refused. */
export async function outcomeOf(client: pg.Client, text: string): Promise<string> {
  try {
    await client.query(text);
    return 'done';
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (!(error instanceof pg.DatabaseError)) throw error;
    return `${error.code}${error.constraint === undefined ? '' : ` ${error.constraint}`}`;
  }
}

export const refused = '25006 portcullis_gate';

/** Those that a version has words for: MERGE came with 15. */
export function knownTo(
  version: PostgresVersion,
  statements: Readonly<Record<string, string>>,
): readonly (readonly [name: string, text: string])[] {
  return Object.entries(statements).filter(([, text]) => version >= 15 || !text.startsWith('merge'));
}
