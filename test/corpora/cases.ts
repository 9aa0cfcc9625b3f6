import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const corpusNames = [
  'paths',
  'smuggling',
  'methods',
  'headers',
  'graphql',
  'websocket',
  'tokens',
  'messages',
  'urls',
  'caching',
  'faults',
] as const;
export type CorpusName = (typeof corpusNames)[number];

export type HeaderLine = readonly [string, string];

export interface AnyCase {
  readonly id: string;
  readonly cls: string;
  readonly why: string;
}

/** `prefix` + `repeat` × `times` + `suffix`, for what would be unreadable written out. */
interface Template {
  readonly prefix?: string;
  readonly repeat: string;
  readonly times: number;
  readonly suffix?: string;
}

export interface PathCase extends AnyCase {
  /** One character is one byte. */
  readonly target: string | null;
  readonly targetTemplate?: Template;
  readonly expect: Readonly<Record<'GET' | 'POST', 'forward' | 'deny' | 'reject'>>;
  /** What servers were measured to make of it: handler and path, or `HTTP` and a status. */
  readonly resolved?: Readonly<Record<string, string>>;
}

export interface SmugglingCase extends AnyCase {
  /** One character is one byte. */
  readonly raw: string | null;
  readonly rawTemplate?: Template;
  readonly expect:
    | 'reject'
    | 'single'
    | 'two'
    | 'single-or-reject'
    | 'blocked-one'
    | 'reject-417'
    | 'no-smuggle';
  /** What the upstream must receive; `*` = opaque. */
  readonly body?: string;
}

export interface MethodCase extends AnyCase {
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly HeaderLine[];
    readonly body: string;
  };
  readonly policy?: { readonly rpcReadMethods?: readonly string[] };
  readonly expect: { readonly gate: 'forward' | 'deny' | 'reject' };
}

export interface AddressCase extends AnyCase {
  readonly peer: string;
  readonly trusted: readonly string[];
  readonly headers: readonly HeaderLine[];
  /** The one forwarding header that is configured. @default "x-forwarded-for" */
  readonly header?: 'forwarded' | 'x-real-ip';
  readonly expect: { readonly clientIp: string | null; readonly ipTrusted: boolean };
}

export interface OverrideCase extends AnyCase {
  readonly headers: readonly HeaderLine[];
  readonly expect: {
    readonly decision?: string;
    readonly upstreamHeader?: 'absent';
    readonly normalisedHost?: string;
    readonly isAdminHost?: boolean;
  };
}

export interface GraphqlCase extends AnyCase {
  readonly method: 'GET' | 'POST';
  readonly contentType: string | null;
  readonly contentEncoding?: string;
  readonly target?: string;
  readonly body?: string;
  readonly policy?: { readonly persistedReads?: readonly string[] };
  readonly expect: 'read' | 'write' | 'reject';
}

export interface WebSocketCase extends AnyCase {
  /** One character is one byte. */
  readonly raw?: string;
  readonly request?: {
    readonly method: string;
    readonly target: string;
    readonly headers?: readonly HeaderLine[];
  };
  readonly http2?: string;
  readonly policy?: { readonly websocket: 'block' | 'allow-list'; readonly paths?: readonly string[] };
  readonly then?: string;
}

export interface TokenCase extends AnyCase {
  readonly given?: Readonly<Record<string, unknown>>;
  readonly expect: unknown;
}

export interface MessageCase extends AnyCase {
  readonly field: string;
  readonly value: string;
}

export interface UrlCase extends AnyCase {
  readonly value?: string;
  readonly query?: string;
  readonly allowlist?: readonly string[];
  readonly expect: string;
}

interface CaseTypes {
  readonly paths: PathCase;
  readonly smuggling: SmugglingCase;
  readonly methods: MethodCase;
  readonly headers: AddressCase;
  readonly graphql: GraphqlCase;
  readonly websocket: WebSocketCase;
  readonly tokens: TokenCase;
  readonly messages: MessageCase;
  readonly urls: UrlCase;
  readonly caching: AnyCase;
  readonly faults: AnyCase;
}

export function readCases<Name extends CorpusName>(name: Name): readonly CaseTypes[Name][] {
  return read<CaseTypes[Name]>(name, 'cases');
}

export function readOverrideCases(): readonly OverrideCase[] {
  return read<OverrideCase>('headers', 'overrideCases');
}

/** Every id of a file, of all its lists. */
export function readIds(name: CorpusName): readonly string[] {
  const cases = readCases(name).map(({ id }) => id);
  return name === 'headers' ? [...cases, ...readOverrideCases().map(({ id }) => id)] : cases;
}

export function written(text: string | null, template: Template | undefined): string {
  if (text !== null) return text;
  if (template === undefined) throw new Error('Expected a text or its template, got neither');
  return `${template.prefix ?? ''}${template.repeat.repeat(template.times)}${template.suffix ?? ''}`;
}

function read<Case extends AnyCase>(name: CorpusName, list: 'cases' | 'overrideCases'): readonly Case[] {
  const text = readFileSync(join(import.meta.dirname, 'cases', `${name}.json`), 'utf8');
  return (JSON.parse(text) as Readonly<Record<typeof list, readonly Case[]>>)[list];
}
