import { type InsideName, insideNames } from './upstreams/upstream.ts';

/** What an adapter cannot see or do, because its host does not show it or has done it before. */
export interface Unseen {
  readonly by: readonly InsideName[];
  readonly ids: readonly string[];
  /** The judgement that is left out, as it shows: the run turns red when it no longer does. Null = the case is not run. */
  readonly part: RegExp | null;
  readonly reason: string;
}

const everyAdapter = insideNames;
const fetchOnly = ['inside fetch'] as const;

export const unseen: readonly Unseen[] = [
  {
    by: everyAdapter,
    ids: ids(`
      H003 H004 H005 H006 H007 H009 H010 H012 H013 H014 H016 H020
      HO001 HO002 HO003 HO004 HO006 HO008 HO010 HO012 HO015 HO017 HO021 HO022 HO024 HO025 HO026 HO028 HO032 HO033
    `),
    part: /^the application got "/,
    reason:
      'Header lines from outside: the application reads its own requests, and an adapter takes nothing out of them but the pass and a made-up decision. The gate itself believes none of them.',
  },
  {
    by: everyAdapter,
    ids: ['W017'],
    part: /^the application got "upgrade: "$/,
    reason: 'An empty Upgrade is none for Node: an ordinary request, whose header lines nobody takes out.',
  },
  {
    by: everyAdapter,
    ids: ['C024'],
    part: /^the answer is "HTTP\/1\.1 400 [^"]*", should be Cache-Control: no-store$/,
    reason:
      'The parser of Node refuses it, and answers, before anybody is asked: without Cache-Control, and it closes.',
  },
  {
    by: everyAdapter,
    ids: ['W027', 'W029', 'W030'],
    part: null,
    reason:
      'What an application answers to a handshake that it may have, and the bytes behind it, go through the proxy only: an adapter hands the connection over.',
  },
  {
    by: ['inside fetch'],
    ids: ['W016'],
    part: /^the application got "upgrade: IRC/,
    reason: 'This host has no sockets: an Upgrade to anything else is one more header line.',
  },
  {
    by: ['inside hono'],
    ids: ['W016'],
    part: null,
    reason: 'Hono on Node leaves an Upgrade to anything but a WebSocket without an answer, and asks nobody.',
  },
  {
    by: ['inside hono'],
    ids: ['S006', 'S101'],
    part: /^on record is nothing, should be one request \(answers 400\)$/,
    reason: 'Hono on Node refuses a request that names no Host by itself.',
  },
  {
    by: ['inside hono'],
    ids: ids('S092 S095 S098 S099'),
    part: /^the connection stays open behind the refusal$/,
    reason: 'Hono on Node refuses such a Host by itself, and reads on.',
  },
  {
    by: fetchOnly,
    ids: ['S101'],
    part: /^on record is nothing, should be one request \(answers 400\)$/,
    reason: 'A `Request` has a URL, and a URL has a host.',
  },
  {
    by: fetchOnly,
    ids: ['W002'],
    part: null,
    reason: 'A fetch handler has sockets by means of its host only, and this host has none.',
  },
  {
    by: fetchOnly,
    ids: ids('P047 P090 P174 P189 P190 P193 P195 P208 P209'),
    // What the application is shown is what was judged: never a protected path, and no write but an exception.
    part: /^(?:GET: on record is "GET \/(?!admin)[^"]*"|POST: on record is "POST \/login body a=1"), should be nothing /,
    reason:
      'Targets arrive as `URL` has cleaned them: dot segments, backslashes, fragments, the authority of an absolute target.',
  },
  {
    by: fetchOnly,
    ids: ['S011', 'S108', 'S109'],
    part: null,
    reason: 'A `Request` does not show its version of HTTP.',
  },
  {
    by: fetchOnly,
    ids: ids('S090 S092 S095 S098 S099'),
    part: /^the connection stays open behind the refusal$/,
    reason: 'A `Response` says nothing of its connection: whether that closes is the host’s to decide.',
  },
  {
    by: fetchOnly,
    ids: ['HO053'],
    part: /^GET \/orders: on record is "GET \/orders", should be nothing$/,
    reason: '`Headers` joins lines of the same name.',
  },
];

function ids(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

export function isUnseen(id: string, name: string): boolean {
  return unseen.some((entry) => entry.part === null && entry.ids.includes(id) && isBy(entry, name));
}

/** The judgement of a case that an adapter leaves out; null where all of it is made. */
export function unseenPart(id: string, name: string): RegExp | null {
  return (
    unseen.find((entry) => entry.part !== null && entry.ids.includes(id) && isBy(entry, name))?.part ?? null
  );
}

function isBy({ by }: Unseen, name: string): boolean {
  return by.some((own) => own === name);
}
