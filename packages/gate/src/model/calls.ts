/**
 * How a body says what a request would do, where the method does not: an endpoint that takes every call by POST.
 * All of it is data; what it names is compared exactly, in one case and whole.
 */
export type CallRule =
  | GraphqlCallRule
  | JsonRpcCallRule
  | XmlRpcCallRule
  | NamedCallRule<'trpc'>
  | NamedCallRule<'grpc-web'>
  | NamedCallRule<'next-action'>
  | FormCallRule;

export type CallProtocol = CallRule['protocol'];

/** Needs the reader of `@portcullis/gate/graphql`. Queries read; everything else, and what cannot be read, writes. */
export interface GraphqlCallRule {
  readonly protocol: 'graphql';
  /** Hashes or ids of persisted documents and what they do; others write. */
  readonly persisted: Readonly<Record<string, 'read' | 'write'>>;
  readonly maxTokens: number;
  /** The most operations in one batch. */
  readonly maxBatch: number;
}

export interface JsonRpcCallRule {
  readonly protocol: 'json-rpc';
  /** The calls that read; each pattern must hold. */
  readonly read: readonly JsonPattern[];
}

export interface XmlRpcCallRule {
  readonly protocol: 'xml-rpc';
  /** The calls that read; each pattern must hold, of `{ methodName, params }` where only plain strings are values. */
  readonly read: readonly JsonPattern[];
}

/** tRPC procedures, gRPC `package.Service/Method`, ids of Next.js server actions. */
export interface NamedCallRule<Protocol extends string> {
  readonly protocol: Protocol;
  readonly read: readonly string[];
}

/** One parameter tells what is done, as WordPress' `admin-ajax.php` does with `action`. */
export interface FormCallRule {
  readonly protocol: 'form';
  readonly field: string;
  readonly read: readonly string[];
  /** What a request does that names no action. */
  readonly absent: 'read' | 'write';
}

/** What the answer to refused calls repeats of them. */
export interface CallOutline {
  /** Of the call rule of the route; null where none or several speak of it. */
  readonly protocol: CallProtocol | null;
  /** Whether the body is a JSON array: its client waits for an array. */
  readonly isBatch: boolean;
  /** One for each call of a JSON body, in order: its `id`, null where it has none that can be repeated safely. */
  readonly ids: readonly (string | number | null)[];
}

/** A number is another value than its digits. */
export type JsonPatternValue = string | number;

/** JSON pointers (RFC 6901), and the values of which each must be one. */
export type JsonPattern = Readonly<Record<string, readonly JsonPatternValue[]>>;

/** What a route lets a WebSocket do during a window. */
export type SocketRule =
  /** The stream is declared a read, whatever its client sends. */
  | { readonly kind: 'allow' }
  /** Text messages of the client that match go on; any other closes the socket. */
  | { readonly kind: 'messages'; readonly read: readonly SocketMessage[] };

export type SocketMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly pattern: JsonPattern };

/**
 * The name of a method, or JSON pointers with the values that each may have: into the call, or of XML-RPC into
 * `{ methodName, params }`.
 */
export type JsonPatternInput =
  | string
  | Readonly<Record<string, JsonPatternValue | readonly JsonPatternValue[]>>;
