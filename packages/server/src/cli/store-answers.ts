import { PortcullisError } from '@portcullis/gate';

export const storeKinds = ['sqlite', 'postgres', 'redis'] as const;

/** Options of `init` that name the store. */
export interface StoreOptions {
  readonly store?: (typeof storeKinds)[number];
  readonly storeFrom?: string;
}

/** Where the switch is to be remembered, as the configuration says it; null = in the state directory. */
export interface StoreAnswers {
  readonly kind: 'postgres' | 'redis';
  readonly placeFrom: string;
}

/** Not PORTCULLIS_DATABASE, which names the database of `portcullis guard`. */
export const usualVariable = 'PORTCULLIS_STORE';

export const storeTitles: Readonly<Record<(typeof storeKinds)[number], string>> = {
  sqlite: 'SQLite, on this host alone: nothing else to run',
  postgres: 'PostgreSQL 14 or newer, for the servers of several hosts',
  redis: 'Redis 6.2 or newer, or Valkey, for the servers of several hosts; it holds no webhooks',
};

/** Throws PORTCULLIS_USAGE where a variable is named for a store that has none, or by no name. */
export function storeFrom({ store = 'sqlite', storeFrom }: StoreOptions): StoreAnswers | null {
  if (store === 'sqlite') {
    if (storeFrom === undefined) return null;
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      '--store-from is for PostgreSQL and Redis: add --store postgres or --store redis, or leave it away.',
    );
  }
  const problem = variableProblem(storeFrom ?? usualVariable);
  if (problem !== undefined) throw new PortcullisError('PORTCULLIS_USAGE', `--store-from: ${problem}.`);
  return { kind: store, placeFrom: storeFrom ?? usualVariable };
}

/** What is typed in place of a name is the address itself, with its password: it is not repeated. */
export function variableProblem(name: string | undefined): string | undefined {
  return /^[A-Z_][A-Z\d_]*$/.test(name ?? '')
    ? undefined
    : `Expected the name of an environment variable such as ${usualVariable}, not what it holds`;
}

/** What is left to do on every host. */
export function storeNotes({ kind, placeFrom }: StoreAnswers, secretFile: string): readonly string[] {
  const onEveryHost = (title: string, place: string) => [
    `${title}: on every host set ${placeFrom}=${place} and the same PORTCULLIS_SECRET, which is the text in`,
    `  ${secretFile}. Several servers, step by step: docs/scale.md.`,
  ];
  switch (kind) {
    case 'postgres':
      return [
        ...onEveryHost('PostgreSQL', 'postgres://ROLE:PASSWORD@HOST/DATABASE'),
        '  The role needs a schema that it owns, or to be let make one (GRANT CREATE ON DATABASE).',
        '  Where a guard is to close that database: portcullis guard install in this folder, which leaves the store out.',
      ];
    case 'redis':
      return [
        ...onEveryHost('Redis', 'redis://USER:PASSWORD@HOST:6379/0'),
        '  Set appendonly yes and maxmemory-policy noeviction. Whoever may write to this Redis may open the site.',
      ];
  }
}
