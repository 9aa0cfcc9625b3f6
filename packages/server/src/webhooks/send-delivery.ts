import { Pool } from 'undici';

export interface DeliverySender {
  /** Never rejects. */
  send(request: DeliveryToSend): Promise<SentDelivery>;
  close(): Promise<void>;
}

export interface DeliveryToSend {
  readonly method: string;
  readonly target: string;
  /** Flat list of names and values. */
  readonly headers: string[];
  readonly body: Uint8Array;
}

/**
 * `answered`: what the application says it did. `unreachable`: it never got the request. `lost`: it may have got it, and nobody
 * knows what it did.
 */
export type SentDelivery =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'unreachable' | 'lost'; readonly problem: string };

export interface DeliverySenderOptions {
  readonly upstream: URL;
  readonly atOnce: number;
  readonly connectMs: number;
  /** For the whole of an answer. */
  readonly timeoutMs: number;
}

/** Says nothing of what was sent: these did not get so far. */
const notConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Connections of their own: what live traffic waits for is none of theirs. No redirects are followed. */
export function createDeliverySender({
  upstream,
  atOnce,
  connectMs,
  timeoutMs,
}: DeliverySenderOptions): DeliverySender {
  const pool = new Pool(upstream.origin, {
    connections: atOnce,
    pipelining: 1,
    allowH2: false,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: connectMs },
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
  });

  return {
    async send({ method, target, headers, body }) {
      try {
        const answer = await pool.request({
          method,
          path: target,
          headers,
          body,
          // An answer that trickles on for ever is none.
          signal: AbortSignal.timeout(timeoutMs),
        });
        await readToItsEnd(answer.body);
        return {
          kind: 'answered',
          status: answer.statusCode,
          retryAfterSeconds: secondsOf(answer.headers['retry-after']),
        };
      } catch (error) {
        return failureOf(error, timeoutMs);
      }
    },
    async close() {
      await pool.destroy();
    },
  };
}

/** Of an answer, to use the connection again. */
const mostRead = 262_144;

/** Rejects when it breaks off, or takes too long: what the application did then nobody knows, whatever its status was. */
async function readToItsEnd(body: AsyncIterable<Uint8Array>): Promise<void> {
  let left = mostRead;
  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) return;
  }
}

function failureOf(error: unknown, timeoutMs: number): SentDelivery {
  const code = codeOf(error);
  if (code !== null && notConnected.has(code)) {
    return { kind: 'unreachable', problem: `the application takes no connections (${code})` };
  }
  const isLate =
    (error instanceof Error && error.name === 'TimeoutError') || code === 'UND_ERR_HEADERS_TIMEOUT';
  return {
    kind: 'lost',
    problem: isLate
      ? `the application did not answer within ${timeoutMs / 1_000} s`
      : `the connection broke before the application had answered${code === null ? '' : ` (${code})`}`,
  };
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Delta seconds alone: dates are of somebody else's clock. */
function secondsOf(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : null;
}
