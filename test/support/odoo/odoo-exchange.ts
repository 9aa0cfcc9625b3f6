import type { IncomingHttpHeaders } from 'node:http';
import type { OdooAnswer } from './odoo-answer.ts';
import type { CounterBoard } from './odoo-counters.ts';
import type { OdooSession, SessionStore } from './odoo-session.ts';
import type { OdooUser } from './odoo-users.ts';
import type { OdooMajor, OdooVersion } from './odoo-version.ts';
import type { Json, JsonObject } from './python-json.ts';
import type { RecordStore } from './record-store.ts';

/** What the whole double shares. */
export interface OdooState {
  readonly version: OdooVersion;
  readonly hasWebsite: boolean;
  readonly isProxied: boolean;
  readonly listsDatabases: boolean;
  readonly workers: number;
  readonly databases: string[];
  masterPassword: string;
  readonly board: CounterBoard;
  readonly sessions: SessionStore;
  readonly records: RecordStore;
  /** Users whose settings record exists. */
  readonly settingsOf: Set<number>;
}

/** One request, as a route's handler sees it. */
export interface OdooExchange {
  readonly odoo: OdooState;
  readonly method: string;
  /** Decoded once, leading slashes collapsed, without a trailing slash. */
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly remoteAddress: string;
  session: OdooSession;
  database: string | null;
  /** Signed in, or named by a key. */
  user: OdooUser | undefined;
  /** Segments of the path by name. */
  readonly segments: Readonly<Record<string, string>>;
  /** Query and form of an http route. */
  readonly form: ReadonlyMap<string, string>;
  /** `params` of a JSON route. */
  readonly params: JsonObject;
  /** Cookies set besides the session's. */
  readonly cookies: string[];
}

interface RouteBase {
  /** `/fixed`, with `<name>` for a segment and `<path:name>` for the rest. */
  readonly path: string | readonly string[];
  /** @default 'none' */
  readonly auth?: 'none' | 'public' | 'user' | 'bearer';
  readonly methods?: readonly string[];
  /** @default true: a flag `debug` sticks. */
  readonly savesSession?: boolean;
  readonly majors?: readonly OdooMajor[];
  /** Exists with a website alone. */
  readonly ofWebsite?: boolean;
  /** Also lives under `/<language>/`; error pages are the website's. */
  readonly isFrontend?: boolean;
}

export interface HttpRoute extends RouteBase {
  readonly type: 'http';
  /** @default true */
  readonly csrf?: boolean;
  readonly handle: (exchange: OdooExchange) => OdooAnswer;
}

export interface JsonRoute extends RouteBase {
  readonly type: 'json';
  /** 18+: the body is read before dispatch, to tell whether the method reads. */
  readonly looksAhead?: boolean;
  readonly handle: (exchange: OdooExchange) => Json;
}

export type OdooRoute = HttpRoute | JsonRoute;

export const sinceEighteen: readonly OdooMajor[] = [18, 19];

/** Segment of the path that the route's pattern names. */
export function segment(exchange: OdooExchange, name: string): string {
  return exchange.segments[name] ?? '';
}
