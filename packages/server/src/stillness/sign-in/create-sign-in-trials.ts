import { setTimeout as pause } from 'node:timers/promises';
import type { SignInTrial } from '@portcullis/gate';
import type { SignInMoment } from '@portcullis/quiesce/conductor';
import type { WriteTraces } from '@portcullis/quiesce/postgres';
import type { SignInTrialConfig } from '../../config/sign-in-trial-config.ts';
import type { TracedDatabase } from '../../databases/guarded-database.ts';
import { createFetchAsHost } from '../../front/fetch-as-host.ts';
import { runSignInTrial } from './sign-in-trial.ts';
import { createTrialVisit } from './trial-visit.ts';

export interface SignInTrialsOptions {
  readonly config: SignInTrialConfig;
  readonly upstream: URL;
  /** As people reach the site. */
  readonly publicOrigin: () => string;
  readonly databases: readonly Pick<TracedDatabase, 'name' | 'traces'>[];
  readonly onTrial: (moment: SignInMoment, trial: SignInTrial) => void;
}

export interface SignInTrials {
  trySignIn(moment: SignInMoment): Promise<SignInTrial>;
  /** Ends the connections. */
  close(): void;
}

type Traces = ReadonlyMap<string, WriteTraces>;

/** A session of a database reports what it wrote not twice within a second. */
const betweenReportsMs = 1_100;
const patienceMs = 60_000;
const askedTooOften =
  'the application answered 429, that somebody tries to sign in too often; it is tried again a minute later';
const lookEveryMs = 200;
const mostLooks = 15;

/** Signs in as the configuration says, and finds out which tables that writes to. */
export function createSignInTrials(options: SignInTrialsOptions): SignInTrials {
  const { config, upstream, publicOrigin, databases, onTrial } = options;
  const { timeoutMs } = config;
  const { fetch, close } = createFetchAsHost(upstream, Math.ceil(timeoutMs / 2));
  let tooOftenAt = Number.NEGATIVE_INFINITY;
  const onTooOften = () => {
    tooOftenAt = performance.now();
  };

  async function run(moment: SignInMoment): Promise<SignInTrial> {
    // Else the trials themselves would be what keeps an account, or everybody of this address, from signing in.
    if (performance.now() - tooOftenAt < patienceMs) return { outcome: 'unreachable', detail: askedTooOften };
    return runSignInTrial({
      config,
      visit: () => createTrialVisit({ fetch, upstream, publicOrigin: publicOrigin(), timeoutMs, onTooOften }),
      checksPage: moment === 'before',
    });
  }

  /** What cannot be read is left out: a table more that is named is help, and no proof. */
  async function readTraces(): Promise<Traces> {
    const all = new Map<string, WriteTraces>();
    for (const { name, traces } of databases) {
      const found = await traces().catch(() => null);
      if (found !== null) all.set(name, found);
    }
    return all;
  }

  async function tryClosed(): Promise<SignInTrial> {
    const before = await readTraces();
    const trial = await run('closed');
    if (trial.outcome !== 'fails') return trial;
    const refused = refusedSince(before, await readTraces());
    const shown = [...refused].map(([name, tables]) => `the guard of ${name} refused ${listed(tables)}`);
    return shown.length === 0 ? trial : { ...trial, detail: `${trial.detail}; ${shown.join(', ')}` };
  }

  /** Several times: a table to which somebody else writes once is not taken for one of it. */
  async function tryOpened(): Promise<SignInTrial> {
    const before = await readTraces();
    const trial = await run('opened');
    if (trial.outcome !== 'works') return trial;
    for (let more = 0; more < 2; more += 1) {
      await pause(betweenReportsMs);
      await run('opened');
    }
    let written = new Map<string, readonly string[]>();
    for (let looks = 0; looks < mostLooks; looks += 1) {
      const last = written;
      written = writtenTwice(before, await readTraces());
      if (written.size > 0 && isSame(written, last)) break;
      await pause(lookEveryMs);
    }
    return { outcome: 'works', detail: whatToDo(written) };
  }

  return {
    async trySignIn(moment) {
      const trial = await (moment === 'closed'
        ? tryClosed()
        : moment === 'opened'
          ? tryOpened()
          : run(moment));
      onTrial(moment, trial);
      return trial;
    },
    close,
  };
}

function refusedSince(before: Traces, after: Traces): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, { refusals }] of after) {
    const since = before.get(name)?.now ?? Number.POSITIVE_INFINITY;
    const tables = refusals.filter(({ at }) => at >= since).map(({ table }) => table);
    if (tables.length > 0) found.set(name, [...new Set(tables)]);
  }
  return found;
}

function writtenTwice(before: Traces, after: Traces): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, { changes }] of after) {
    const known = before.get(name)?.changes;
    if (known === undefined) continue;
    const tables = [...changes]
      .filter(([table, count]) => count - (known.get(table) ?? 0) >= 2)
      .map(([table]) => table)
      .sort();
    if (tables.length > 0) found.set(name, tables);
  }
  return found;
}

function isSame(
  one: ReadonlyMap<string, readonly string[]>,
  other: ReadonlyMap<string, readonly string[]>,
): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}

function whatToDo(written: ReadonlyMap<string, readonly string[]>): string {
  if (written.size === 0) {
    return 'which table was refused is in the log of the application. Name it as bookkeeping of its database, and turn on once more';
  }
  return [...written]
    .map(
      ([name, tables]) =>
        `it writes to ${listed(tables)} of ${name}. Name what may stay writable as bookkeeping: portcullis guard install ${tables.map((table) => `--bookkeeping ${table}`).join(' ')}. Then: portcullis stillness try-again`,
    )
    .join('; ');
}

function listed(tables: readonly string[]): string {
  const last = tables.at(-1) ?? '';
  return tables.length < 2 ? last : `${tables.slice(0, -1).join(', ')} and ${last}`;
}
