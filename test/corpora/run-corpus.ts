import type { CorpusName } from './cases.ts';
import { type Entry, manifest } from './manifest.ts';
import { runAddresses } from './runners/run-addresses.ts';
import { runCaching } from './runners/run-caching.ts';
import { runGraphql } from './runners/run-graphql.ts';
import { runMessages } from './runners/run-messages.ts';
import { runMethods } from './runners/run-methods.ts';
import { runOverrides } from './runners/run-overrides.ts';
import { runPaths } from './runners/run-paths.ts';
import { runSmuggling } from './runners/run-smuggling.ts';
import { runTokens } from './runners/run-tokens.ts';
import { runWebSockets } from './runners/run-websocket.ts';
import type { Outcome, Runner } from './runners/runner.ts';
import { isUnseen, unseenPart } from './unseen.ts';
import {
  type ApplicationName,
  applicationNames,
  insideNames,
  type RecordingUpstream,
} from './upstreams/upstream.ts';

/** Who judges the proxied cases of a file, and in front of which applications that says anything. */
interface Judge {
  readonly name: string;
  readonly corpus: CorpusName;
  readonly run: Runner;
  readonly upstreams: readonly ApplicationName[];
  readonly takes: (id: string) => boolean;
}

const everyone = applicationNames;
/** Where the application must say who somebody is, speak WebSocket, or has no part in the answer. */
const recorders = ['raw', ...insideNames] as const;
const isOverride = (id: string) => id.startsWith('HO');
const all = () => true;

export const judges: readonly Judge[] = [
  { name: 'paths', corpus: 'paths', run: runPaths, upstreams: everyone, takes: all },
  { name: 'smuggling', corpus: 'smuggling', run: runSmuggling, upstreams: everyone, takes: all },
  { name: 'methods', corpus: 'methods', run: runMethods, upstreams: everyone, takes: all },
  { name: 'graphql', corpus: 'graphql', run: runGraphql, upstreams: everyone, takes: all },
  {
    name: 'client addresses',
    corpus: 'headers',
    run: runAddresses,
    upstreams: recorders,
    takes: (id) => !isOverride(id),
  },
  {
    name: 'headers from outside',
    corpus: 'headers',
    run: runOverrides,
    // nginx does not tell the names of all headers it got.
    upstreams: ['raw', 'express5', 'express4', 'php', ...insideNames],
    takes: isOverride,
  },
  { name: 'websocket', corpus: 'websocket', run: runWebSockets, upstreams: recorders, takes: all },
  { name: 'tokens', corpus: 'tokens', run: runTokens, upstreams: recorders, takes: all },
  { name: 'messages', corpus: 'messages', run: runMessages, upstreams: recorders, takes: all },
  { name: 'caching', corpus: 'caching', run: runCaching, upstreams: recorders, takes: all },
];

export type Share = 'all' | 'third';

type Proxied = Extract<Entry, { runner: 'proxy' }>;

/** The cases a judge runs in front of an application. A third is fixed, and another one for each. */
export function casesFor(judge: Judge, upstream: ApplicationName, share: Share): readonly Proxied[] {
  if (!judge.upstreams.includes(upstream)) return [];
  const offset = applicationNames.indexOf(upstream);
  return manifest
    .filter((entry): entry is Proxied => entry.runner === 'proxy' && entry.corpus === judge.corpus)
    .filter(({ id }) => judge.takes(id) && !isOnlyForRecorders(id, upstream) && !isUnseen(id, upstream))
    .filter((_, index) => share === 'all' || index % 3 === offset % 3);
}

/** Who comes from an admin host is asked of the application: HO041 to HO052. */
function isOnlyForRecorders(id: string, upstream: ApplicationName): boolean {
  return !recorders.some((name) => name === upstream) && /^HO04[1-8]$|^HO05[02]$/.test(id);
}

/** Its problems are those of a gap or a failure: what the adapter cannot see is none. */
export interface Judged extends Outcome {
  readonly entry: Proxied;
  /** What must be said to whoever runs the tests; empty when all is as expected. */
  readonly complaints: readonly string[];
}

export async function runCases(
  judge: Judge,
  upstream: RecordingUpstream,
  cases: readonly Proxied[],
): Promise<readonly Judged[]> {
  const wanted = new Set(cases.map(({ id }) => id));
  if (wanted.size === 0) return [];
  const outcomes = await judge.run({ upstream, isWanted: (id) => wanted.has(id) });
  return cases.map((entry) => {
    const outcome = outcomes.find(({ id }) => id === entry.id);
    const found = outcome?.problems ?? ['no runner took it'];
    const part = unseenPart(entry.id, upstream.name);
    const problems = found.filter((problem) => !part?.test(problem));
    const isIdle = part !== null && problems.length === found.length;
    const complaints = [
      ...complaintsOf(entry, problems, upstream.name),
      ...(isIdle ? [`${entry.id} is judged whole now: take it out of test/corpora/unseen.ts`] : []),
    ];
    return { id: entry.id, entry, problems, complaints };
  });
}

function complaintsOf(
  { id, gap }: Proxied,
  problems: readonly string[],
  upstream: ApplicationName,
): string[] {
  const shows = gap === null ? undefined : gap.shows instanceof RegExp ? gap.shows : gap.shows[upstream];
  const isGone = gap !== null && shows !== undefined && problems.length === 0;
  if (isGone) return [`${id} holds now: take it out of the gaps in test/corpora/manifest.ts (${gap.reason})`];
  return problems.filter((problem) => !shows?.test(problem)).map((problem) => `${id}: ${problem}`);
}
