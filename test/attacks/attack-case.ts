import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mode, PolicyInput } from '@portcullis/gate';
import type { UpstreamName } from '../corpora/upstreams/upstream.ts';

/** `proxy`: the real server. The others: the gate inside an application of that framework. */
export const waysIn = ['proxy', 'node', 'express5', 'express4', 'fastify', 'hono', 'fetch'] as const;
export type WayIn = (typeof waysIn)[number];

/** One character is one byte. A list is joined; `repeat` writes a part out `times` times. */
export type Bytes = string | readonly (string | { readonly repeat: string; readonly times: number })[];

/** What is done on a connection; `on` names it when there is more than one. */
export type Step = { readonly on?: string } & (
  | { readonly send: Bytes }
  /** Frames and other bytes that text would hide. */
  | { readonly sendHex: string }
  /** A WebSocket text frame of a client, with a mask of zeros. */
  | { readonly sendText: string }
  /** Waits for that many answers; fewer when the gate closes before. */
  | { readonly answers: number; readonly toHead?: boolean }
  /** Waits until this text has arrived, whatever it is. */
  | { readonly until: string }
  /** Says that no more bytes come, without closing. */
  | { readonly end: true }
  /** Waits until the gate has closed the connection. */
  | { readonly closed: true }
  | { readonly switchTo: Mode; readonly areas?: Readonly<Record<string, Mode>> }
);

/** A request on the application's record. What is left out is not compared. */
export interface Reached {
  readonly method?: string;
  readonly target?: string;
  readonly body?: string;
  /** By lower-case name: the value, several joined by ` | `; null = not there, under any alias. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export interface Expectation {
  /** False = nothing; else exactly these, in order. Left out = only `never` is looked at. */
  readonly reaches?: false | Reached | readonly Reached[];
  /** What must not be on record, whatever else is. */
  readonly never?: readonly Reached[];
  /** Text that no byte the application got may hold; in front of `raw` only. */
  readonly neverBytes?: readonly string[];
  /** One of these is the status of the first answer; 0 = closed without one. */
  readonly status?: readonly number[];
  /** The statuses of all answers, in order. */
  readonly statuses?: readonly number[];
  /** Text that no answer may hold: what tells of the inside. */
  readonly neverAnswers?: readonly string[];
  /** Headers of the first answer, by lower-case name: the value; null = not there. */
  readonly answers?: Readonly<Record<string, string | null>>;
}

export interface AttackCase {
  readonly id: string;
  readonly class: string;
  readonly name: string;
  /** Which server, framework or advisory makes it more than an oddity. */
  readonly why?: string;
  readonly wayIn: WayIn;
  /** The application behind the proxy. @default "raw" */
  readonly upstream?: UpstreamName;
  /** What `raw` answers: `ok`, a 101 to every handshake, or these bytes to everything. @default "plain" */
  readonly app?: 'plain' | 'websocket' | { readonly raw: string };
  readonly mode: Mode;
  /** Modes of single areas. */
  readonly areas?: Readonly<Record<string, Mode>>;
  /** Which of the file's policies. @default "default" */
  readonly policy?: string;
  /** Laid over that policy: `routes` are added, everything else is replaced. */
  readonly patch?: PolicyInput;
  /** Where the connections come from, an address of this machine. @default "127.0.0.1" */
  readonly from?: string;
  /** Short for one connection, one send, one answer. */
  readonly request?: Bytes;
  readonly steps?: readonly Step[];
  readonly expect: Expectation;
  /** What was on record when it was found. */
  readonly recorded?: string;
  /** `held`: is as expected. `hit`: is known not to be, with the reason; it must say so until it is mended. */
  readonly result: 'held' | 'hit';
}

export interface AttackFile {
  readonly attacker: string;
  readonly policies: Readonly<Record<string, PolicyInput>>;
  readonly cases: readonly AttackCase[];
}

export const attackFiles: readonly string[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.json'))
  .sort();

export function readAttacks(file: string): AttackFile {
  // Written by us and run by us: what does not fit fails its own case.
  return JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as AttackFile;
}

export function policyOf(
  { policies }: AttackFile,
  { policy = 'default', patch = {} }: AttackCase,
): PolicyInput {
  const named = policies[policy];
  if (named === undefined) throw new Error(`Expected a policy of the file, got ${policy}`);
  const routes = [...(named.routes ?? []), ...(patch.routes ?? [])];
  return { ...named, ...patch, routes };
}

export function bytesOf(bytes: Bytes): string {
  if (typeof bytes === 'string') return bytes;
  return bytes.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('');
}
