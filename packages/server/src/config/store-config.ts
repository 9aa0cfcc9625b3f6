import { resolve } from 'node:path';
import { z } from 'zod';

/** Where the switch and everything else is remembered. */
export type StoreConfig =
  | { readonly kind: 'sqlite'; readonly file: string }
  | {
      readonly kind: 'postgres';
      /** Empty = nobody will connect. */
      readonly place: string;
      /** Past a pooler; undefined = the same place. */
      readonly listen: string | undefined;
      readonly schema: string;
    }
  | {
      readonly kind: 'redis';
      /** Empty = nobody will connect. */
      readonly place: string;
      readonly prefix: string;
      /** Of SQLite: what this host keeps for itself. */
      readonly file: string;
    };

const variableName = z.string().regex(/^[A-Z_][A-Z\d_]*$/, 'expected the name of an environment variable');

/** The name of a schema as `createPostgresStore` takes it. */
const schemaName = z
  .string()
  .regex(/^(?!pg_)[a-z_][a-z\d_]{0,50}$/, 'expected small letters, digits and _, at most 51, not pg_…')
  .refine((name) => name !== 'portcullis', 'expected another name than the one of the guard, portcullis');

/** As `createRedisStore` takes it. */
const prefix = z.string().regex(/^[\w.:-]{1,100}$/, 'expected letters, digits and _ . : -, at most 100');

export const storeSchema = z.strictObject({
  kind: z.enum(['sqlite', 'postgres', 'redis']),
  file: z.string().min(1).optional(),
  place: z.string().min(1).optional(),
  placeFrom: variableName.optional(),
  listen: z.string().min(1).optional(),
  listenFrom: variableName.optional(),
  schema: schemaName.optional(),
  prefix: prefix.optional(),
});

const keysOf = {
  sqlite: ['file'],
  postgres: ['place', 'placeFrom', 'listen', 'listenFrom', 'schema'],
  redis: ['place', 'placeFrom', 'prefix', 'file'],
} as const;

/** Told without what came: it holds a password. */
const places = {
  postgres: { pattern: /^postgres(?:ql)?:\/\//i, told: 'postgres://role:password@host/database' },
  redis: {
    pattern: /^(?:rediss?:\/\/|\/)/,
    told: 'redis://user:password@host:6379/0, rediss://… or the path of a socket',
  },
} as const;

export interface ReadStoreOptions {
  /** Relative paths of the configuration start here. */
  readonly directory: string;
  readonly stateDirectory: string;
  /** The environment; null = nothing will be connected to, and nothing is missed. */
  readonly variable: ((name: string) => string | undefined) | null;
}

export function readStore(
  input: z.output<typeof storeSchema> | undefined,
  { directory, stateDirectory, variable }: ReadStoreOptions,
): { readonly store: StoreConfig; readonly problems: readonly string[] } {
  const problems = input === undefined ? [] : strangeKeys(input);
  const given = input?.file;
  const file = given === undefined ? resolve(stateDirectory, 'portcullis.sqlite') : resolve(directory, given);
  if (input === undefined || input.kind === 'sqlite') return { store: { kind: 'sqlite', file }, problems };
  const { pattern, told } = places[input.kind];
  const find = (key: 'place' | 'listen', { isNeeded }: { readonly isNeeded: boolean }): string => {
    const [given, from] = [input[key], input[`${key}From`]];
    if (given !== undefined && from !== undefined) {
      problems.push(`store: expected either ${key} or ${key}From, got both`);
    } else if (isNeeded && given === undefined && from === undefined) {
      problems.push(`store: expected either ${key} or ${key}From, got neither`);
    }
    const found = given ?? (from === undefined ? '' : (variable?.(from) ?? ''));
    if (from !== undefined && found === '' && variable !== null) {
      problems.push(`store.${key}From: expected ${from} in the environment, got nothing`);
    }
    if (found !== '' && !pattern.test(found)) problems.push(`store.${key}: expected ${told}`);
    return found;
  };
  const place = find('place', { isNeeded: true });
  if (input.kind === 'redis') {
    return { store: { kind: 'redis', place, prefix: input.prefix ?? 'portcullis', file }, problems };
  }
  const listen = find('listen', { isNeeded: false });
  return {
    store: {
      kind: 'postgres',
      place,
      listen: listen === '' ? undefined : listen,
      schema: input.schema ?? 'portcullis_store',
    },
    problems,
  };
}

function strangeKeys({ kind, ...given }: z.output<typeof storeSchema>): string[] {
  const known: readonly string[] = keysOf[kind];
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => `store.${key}: a store of the kind ${kind} has none; it has ${known.join(', ')}`);
}
