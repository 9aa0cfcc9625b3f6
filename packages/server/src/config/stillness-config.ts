import { isAbsolute, resolve } from 'node:path';
import type { Policy } from '@portcullis/gate';
import { defaultDeadlinesMs, defaultOnTimeout, type Rules } from '@portcullis/quiesce/conductor';
import { z } from 'zod';
import { readSignInTrial, type SignInTrialConfig, signInTrialSchema } from './sign-in-trial-config.ts';

/** A database that is closed with the site. */
export interface DatabaseConfig {
  readonly name: string;
  /** A URL with its password, or the absolute path of a file. */
  readonly place: string;
  /** By area, the tables that it writes to. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** SQLite: tables that stay writable. In PostgreSQL they are named when the guard is installed. */
  readonly bookkeeping: readonly string[];
  /** Who is expected to be connected: roles, `role/application`, or of SQLite names of programs. Null = that is not judged. */
  readonly clients: readonly string[] | null;
}

/** Something that writes without a request. */
export interface WorkerConfig {
  readonly name: string;
  /** It stops when one of these is not open. Null = when the site is not. */
  readonly areas: readonly string[] | null;
  readonly source: WorkerSource;
}

export type WorkerSource =
  /** Makes the adapter, once the server runs; other commands read the same file and need no queue. */
  | { readonly kind: 'connect'; readonly connect: () => unknown }
  /** Processes of the application join and report; fewer than `least` are not all. */
  | { readonly kind: 'processes'; readonly least: number }
  /** Commands of the host. */
  | { readonly kind: 'command'; readonly command: CommandConfig };

/** A program and its arguments. */
type Words = readonly [string, ...string[]];

export interface CommandConfig {
  readonly pause: Words;
  readonly resume: Words;
  readonly status?: { readonly command: Words; readonly pausedExitCodes?: readonly number[] };
  readonly inFlight?: Words;
  readonly timeoutMs?: number;
}

export interface StillnessConfig {
  readonly databases: readonly DatabaseConfig[];
  readonly workers: readonly WorkerConfig[];
  readonly deadlinesMs: Rules['deadlinesMs'];
  readonly onTimeout: Rules['onTimeout'];
  /** Null = whether people can sign in with the databases closed is not tried. */
  readonly signIn: SignInTrialConfig | null;
}

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'expected a name of letters, digits, dots, dashes and underscores, 64 at most');
const table = z.string().trim().min(1).max(200);
const milliseconds = z.int().min(1).max(86_400_000);
const policyOnTimeout = z.enum(['report', 'cut', 'roll-back']);

/** A program and its arguments; no shell. */
const words = z.tuple([z.string().min(1)], z.string());

export const databasesSchema = z
  .array(
    z.strictObject({
      name,
      place: z.string().min(1).optional(),
      /** The environment variable that holds the place. */
      placeFrom: z
        .string()
        .regex(/^[A-Z_][A-Z\d_]*$/, 'expected the name of an environment variable')
        .optional(),
      tables: z.record(z.string(), z.array(table).min(1)).default({}),
      bookkeeping: z.array(table).default([]),
      clients: z.array(z.string().trim().min(1).max(200)).optional(),
    }),
  )
  .default([]);

export const workersSchema = z
  .array(
    z.strictObject({
      name,
      areas: z.array(z.string()).min(1).optional(),
      connect: z
        .custom<() => unknown>(
          (value) => typeof value === 'function',
          'expected a function that makes the adapter',
        )
        .optional(),
      processes: z.strictObject({ least: z.int().min(0).max(10_000).default(1) }).optional(),
      command: z
        .strictObject({
          pause: words,
          resume: words,
          status: z
            .strictObject({
              command: words,
              pausedExitCodes: z.array(z.int().min(0).max(255)).min(1).optional(),
            })
            .optional(),
          inFlight: words.optional(),
          timeoutMs: milliseconds.optional(),
        })
        .optional(),
    }),
  )
  .default([]);

export const stillnessSchema = z
  .strictObject({
    deadlines: z
      .strictObject({
        freezeMs: milliseconds.default(defaultDeadlinesMs.freeze),
        requestsMs: milliseconds.default(defaultDeadlinesMs.requests),
        workersMs: milliseconds.default(defaultDeadlinesMs.workers),
        databasesMs: milliseconds.default(defaultDeadlinesMs.databases),
      })
      .prefault({}),
    onTimeout: z
      .strictObject({
        requests: policyOnTimeout.default(defaultOnTimeout.requests),
        workers: z.enum(['report', 'roll-back']).default(defaultOnTimeout.workers),
        databases: policyOnTimeout.default(defaultOnTimeout.databases),
      })
      .prefault({}),
    signIn: signInTrialSchema.optional(),
  })
  .prefault({});

export interface ReadStillnessOptions {
  /** Relative paths start here. */
  readonly directory: string;
  readonly policy: Policy;
  /** The environment, for `placeFrom`; null = nothing will be connected to, and nothing is missed. */
  readonly variable: ((name: string) => string | undefined) | null;
}

interface StillnessInput {
  readonly databases: z.output<typeof databasesSchema>;
  readonly workers: z.output<typeof workersSchema>;
  readonly stillness: z.output<typeof stillnessSchema>;
}

/** Throws nothing: what cannot be used is among `problems`, each with its place. */
export function readStillness(
  { databases, workers, stillness }: StillnessInput,
  { directory, policy, variable }: ReadStillnessOptions,
): { readonly stillness: StillnessConfig; readonly problems: readonly string[] } {
  const trial = readSignInTrial(stillness.signIn, { policy, variable });
  const { freezeMs, requestsMs, workersMs, databasesMs } = stillness.deadlines;
  const problems = [
    ...trial.problems,
    ...twice('databases', databases),
    ...twice('workers', workers),
    ...databases.flatMap(({ tables }, index) =>
      unknownAreas(`databases.${index}.tables`, Object.keys(tables), policy),
    ),
    ...workers.flatMap(({ areas }, index) => unknownAreas(`workers.${index}.areas`, areas ?? [], policy)),
  ];
  const places = databases.map(({ place, placeFrom }, index): string => {
    const path = `databases.${index}`;
    if ((place === undefined) === (placeFrom === undefined)) {
      problems.push(
        `${path}: expected either place or placeFrom, got ${place === undefined ? 'neither' : 'both'}`,
      );
      return '';
    }
    const found = place ?? variable?.(placeFrom ?? '') ?? '';
    if (found === '' && variable !== null)
      problems.push(`${path}.placeFrom: expected ${placeFrom} in the environment, got nothing`);
    return found === '' || isUrl(found) || isAbsolute(found) ? found : resolve(directory, found);
  });
  const sources = new Map<WorkerInput, WorkerSource>();
  for (const [index, worker] of workers.entries()) {
    const [source, ...others] = sourcesOf(worker);
    if (source !== undefined && others.length === 0) sources.set(worker, source);
    else {
      problems.push(
        `workers.${index}: expected one of connect, processes and command, got ${source === undefined ? 'none' : 'several'}`,
      );
    }
  }
  return {
    problems,
    stillness: {
      databases: databases.map(({ name: own, tables, bookkeeping, clients }, index) => ({
        name: own,
        place: places[index] ?? '',
        tables,
        bookkeeping,
        clients: clients ?? null,
      })),
      workers: workers.map((worker) => ({
        name: worker.name,
        areas: worker.areas ?? null,
        source: sources.get(worker) ?? { kind: 'processes', least: 1 },
      })),
      deadlinesMs: {
        ...defaultDeadlinesMs,
        freeze: freezeMs,
        requests: requestsMs,
        workers: workersMs,
        databases: databasesMs,
      },
      onTimeout: stillness.onTimeout,
      signIn: trial.signIn,
    },
  };
}

type WorkerInput = z.output<typeof workersSchema>[number];

function sourcesOf({ connect, processes, command }: WorkerInput): readonly WorkerSource[] {
  return [
    ...(connect === undefined ? [] : [{ kind: 'connect', connect } as const]),
    ...(processes === undefined ? [] : [{ kind: 'processes', least: processes.least } as const]),
    ...(command === undefined ? [] : [{ kind: 'command', command: command as CommandConfig } as const]),
  ];
}

function isUrl(place: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(place);
}

function twice(list: string, named: readonly { readonly name: string }[]): string[] {
  return named.flatMap(({ name: own }, index) =>
    named.findIndex((other) => other.name === own) === index
      ? []
      : [`${list}.${index}.name: expected a name of its own, got ${JSON.stringify(own)} a second time`],
  );
}

function unknownAreas(path: string, areas: readonly string[], policy: Policy): string[] {
  const known = Object.keys(policy.areas);
  return areas
    .filter((area) => !known.includes(area))
    .map(
      (area) =>
        `${path}: the policy has no area ${JSON.stringify(area)}; known areas: ${known.join(', ') || 'none'}`,
    );
}
