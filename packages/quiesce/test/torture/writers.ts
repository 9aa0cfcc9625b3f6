import type pg from 'pg';

/** One way to write, again and again, until it is told to stop. */
export interface Writer {
  readonly kind: string;
  /** One transaction; `key` is its own. Throws what the database says. */
  write(client: pg.Client, key: number, pause: () => Promise<void>): Promise<void>;
}

const first = (key: number, kind: string) => `insert into torture (key, kind) values (${key}, '${kind}')`;
const second = (key: number) => `insert into torture_twin (key) values (${key})`;

/** A snapshot from before the switch, and a first write long after it. */
const lateWriter = (kind: string, isolation: string): Writer => ({
  kind,
  async write(client, key, pause) {
    await client.query(`begin isolation level ${isolation}; select count(*) from torture where key < 0`);
    await pause();
    await client.query(first(key, kind));
    await client.query(second(key));
    await client.query('commit');
  },
});

/** The seven kinds that got past other designs, or might. */
export const writers: readonly Writer[] = [
  {
    kind: 'one statement',
    write: async (client, key) => {
      await client.query(`with twin as (${second(key)}) ${first(key, 'one statement')}`);
    },
  },
  {
    kind: 'two statements',
    async write(client, key, pause) {
      await client.query('begin');
      await client.query(first(key, 'two statements'));
      await pause();
      await client.query(second(key));
      await client.query('commit');
    },
  },
  lateWriter('repeatable read', 'repeatable read'),
  lateWriter('serializable', 'serializable'),
  {
    kind: 'sleeping insert',
    async write(client, key) {
      await client.query(
        `with twin as (${second(key)}) insert into torture (key, kind) select ${key}, 'sleeping insert' from pg_sleep(0.03)`,
      );
    },
  },
  {
    kind: 'early transaction id',
    async write(client, key, pause) {
      await client.query('begin; select pg_current_xact_id()');
      await pause();
      await client.query(first(key, 'early transaction id'));
      await pause();
      await client.query(second(key));
      await client.query('commit');
    },
  },
  {
    kind: 'two-phase commit',
    async write(client, key, pause) {
      await client.query('begin');
      await client.query(first(key, 'two-phase commit'));
      await client.query(second(key));
      await client.query(`prepare transaction 'torture ${key}'`);
      await pause();
      await client.query(`commit prepared 'torture ${key}'`);
    },
  },
];
