import { createHash } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

type Random = (below: number) => number;

export interface Tampering {
  readonly name: string;
  /** Changes the log and says what it did, for the report. */
  apply(database: DatabaseSync, random: Random): string;
}

interface Row {
  readonly id: number;
  readonly chain: string;
  readonly sequence: number;
  readonly text: string;
}

const table = 'audit_records';

/** What somebody who can write the store, but has not the key, might do to the log. */
export const tamperings: readonly Tampering[] = [
  ...(['kind', 'actor', 'data', 'previous_hash', 'hash'] as const).map((column) => editText(column)),
  {
    name: 'edit at',
    apply(database, random) {
      const { id } = pick(database, random);
      run(database, `update ${table} set at = at + ? where rowid = ?`, 1 + random(1_000_000), id);
      return `row ${id}`;
    },
  },
  {
    name: 'edit sequence',
    apply(database, random) {
      const { id } = pick(database, random);
      run(database, `update ${table} set sequence = sequence + ? where rowid = ?`, 1_000 + random(1_000), id);
      return `row ${id}`;
    },
  },
  {
    name: 'edit and rehash without the key',
    apply(database, random) {
      const { id } = pick(database, random);
      const hash = createHash('sha256')
        .update(String(random(1_000_000)))
        .digest('hex');
      run(database, `update ${table} set actor = 'shell:nobody', hash = ? where rowid = ?`, hash, id);
      return `row ${id}`;
    },
  },
  {
    name: 'delete one',
    apply(database, random) {
      const { id } = pick(database, random);
      run(database, `delete from ${table} where rowid = ?`, id);
      return `row ${id}`;
    },
  },
  {
    name: 'delete one and close the gap',
    apply(database, random) {
      const { id, chain, sequence } = pick(database, random);
      run(database, `delete from ${table} where rowid = ?`, id);
      // Through negative numbers: the key stays unique at every step.
      run(
        database,
        `update ${table} set sequence = -sequence where chain = ? and sequence > ?`,
        chain,
        sequence,
      );
      run(database, `update ${table} set sequence = -sequence - 1 where chain = ? and sequence < 0`, chain);
      return `row ${id}`;
    },
  },
  {
    name: 'swap two',
    apply(database, random) {
      const first = pick(database, random);
      const [second] = rows(database).filter(({ chain, id }) => chain === first.chain && id !== first.id);
      if (!second) throw new Error('a chain of one record');
      run(database, `update ${table} set sequence = -1 where rowid = ?`, first.id);
      run(database, `update ${table} set sequence = ? where rowid = ?`, first.sequence, second.id);
      run(database, `update ${table} set sequence = ? where rowid = ?`, second.sequence, first.id);
      return `rows ${first.id} and ${second.id}`;
    },
  },
  {
    name: 'cut the end',
    apply: (database, random) => cut(database, random),
  },
  {
    name: 'cut the end with the seals of the store',
    apply(database, random) {
      const told = cut(database, random);
      run(database, 'delete from audit_seals');
      return told;
    },
  },
  {
    name: 'remove a whole chain with its seals',
    apply(database, random) {
      const { chain } = pick(database, random);
      run(database, `delete from ${table} where chain = ?`, chain);
      run(database, 'delete from audit_seals where chain = ?', chain);
      return chain;
    },
  },
  {
    name: 'move to another site',
    apply(database, random) {
      const { id } = pick(database, random);
      run(database, `update ${table} set site = 'elsewhere' where rowid = ?`, id);
      return `row ${id}`;
    },
  },
  {
    name: 'move to another chain',
    apply(database, random) {
      const { id } = pick(database, random);
      run(database, `update ${table} set chain = 'invented' where rowid = ?`, id);
      return `row ${id}`;
    },
  },
  {
    name: 'repeat one at the end',
    apply(database, random) {
      const { id, chain } = pick(database, random);
      run(
        database,
        `insert into ${table} select site, chain, (select max(sequence) + 1 from ${table} where chain = ?), at, kind, actor, data, previous_hash, hash from ${table} where rowid = ?`,
        chain,
        id,
      );
      return `row ${id}`;
    },
  },
  {
    name: 'forge a seal',
    apply(database, random) {
      const { chain } = pick(database, random);
      run(
        database,
        'update audit_seals set sequence = 1, hash = ? where rowid = (select max(rowid) from audit_seals where chain = ?)',
        String(random(1_000_000)).padStart(64, '0'),
        chain,
      );
      return `a seal of ${chain}`;
    },
  },
];

function editText(column: string): Tampering {
  return {
    name: `edit ${column}`,
    apply(database, random) {
      const { id, text } = pick(database, random, column);
      const place = random(text.length);
      const other = text[place] === '0' ? '1' : '0';
      const edited = `${text.slice(0, place)}${other}${text.slice(place + 1)}`;
      run(database, `update ${table} set ${column} = ? where rowid = ?`, edited, id);
      return `row ${id}, character ${place}`;
    },
  };
}

function cut(database: DatabaseSync, random: Random): string {
  const { chain, sequence } = pick(database, random);
  run(database, `delete from ${table} where chain = ? and sequence >= ?`, chain, sequence);
  return `${chain} from ${sequence}`;
}

function pick(database: DatabaseSync, random: Random, column = 'actor'): Row {
  const all = rows(database, column);
  const picked = all[random(all.length)];
  if (!picked) throw new Error('the log is empty');
  return picked;
}

function rows(database: DatabaseSync, column = 'actor'): Row[] {
  const sql = `select rowid as id, chain, sequence, ${column} as text from ${table} order by rowid`;
  return database
    .prepare(sql)
    .all()
    .map(({ id, chain, sequence, text }) => ({
      id: Number(id),
      chain: String(chain),
      sequence: Number(sequence),
      text: String(text),
    }));
}

/** A tampering that changes nothing would count as one that was found by luck. */
function run(database: DatabaseSync, sql: string, ...values: SQLInputValue[]): void {
  database.prepare(sql).run(...values);
}
