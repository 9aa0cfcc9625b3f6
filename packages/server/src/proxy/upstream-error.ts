export type UpstreamErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'too-large'
  | 'aborted-by-client';

/** Why an exchange with the upstream failed. `cause` is the engine's own error. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly kind: UpstreamErrorKind;

  constructor(kind: UpstreamErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

const KIND_OF_CODE: ReadonlyMap<string, UpstreamErrorKind> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
  ['HPE_HEADER_OVERFLOW', 'too-large'],
  ['UND_ERR_SOCKET', 'reset'],
  ['UND_ERR_DESTROYED', 'reset'],
  ['UND_ERR_CLOSED', 'reset'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
]);

/** undici destroys a connection with these words when a response comes that HTTP does not allow there. */
const PROTOCOL_MESSAGES: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

/** How far an exchange had come when it failed. */
export type ExchangeStage = 'connecting' | 'awaiting-head' | 'inside-body';

/**
 * Turns what `undici` or `node:http` reported into one of our kinds.
 * While connecting, everything but a timeout means that the connection could not be made: refused, no such host,
 * no route, certificate not accepted.
 */
export function toUpstreamError(cause: unknown, stage: ExchangeStage): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const kind = kindOf(cause, stage);
  return new UpstreamError(kind, `${SENTENCES[kind]} (${describe(cause)})`, cause);
}

const SENTENCES: Record<UpstreamErrorKind, string> = {
  unreachable: 'No connection to the upstream could be made; check that it runs at the configured address',
  timeout: 'The upstream did not answer in time; check its load, or raise the timeout',
  reset: 'The upstream closed the connection before its answer was complete; check its log for a crash',
  protocol: 'The exchange with the upstream broke the HTTP/1.1 rules; check what it sends',
  'too-large': 'The head of the upstream response is larger than allowed; make its headers smaller',
  'aborted-by-client': 'The client closed the connection before the answer was complete',
};

function kindOf(cause: unknown, stage: ExchangeStage): UpstreamErrorKind {
  const code = codeOf(cause);
  if (cause instanceof Error && PROTOCOL_MESSAGES.has(cause.message)) return 'protocol';
  const known = KIND_OF_CODE.get(code);
  if (known === 'timeout' || known === 'too-large') return known;
  if (code.startsWith('UND_ERR_INVALID') || code === 'UND_ERR_NOT_SUPPORTED') return 'protocol';
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_UNESCAPED_CHARACTERS') return 'protocol';
  if (stage === 'connecting') return 'unreachable';
  // undici says so both of a length it cannot read and of a body that ended before it.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return stage === 'inside-body' ? 'reset' : 'protocol';
  if (known !== undefined) return known;
  return code === '' || code.startsWith('HPE_') ? 'protocol' : 'reset';
}

function codeOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return '';
  return typeof cause.code === 'string' ? cause.code : '';
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Node reports several failed addresses as an AggregateError with an empty message.
  const message = cause.message === '' ? codeOf(cause) : cause.message;
  return message === '' ? cause.name : message;
}

export function clientLeft(): UpstreamError {
  return new UpstreamError(
    'aborted-by-client',
    'The client closed the connection before the answer was complete',
  );
}
