import { unreachable } from './api-error.ts';
import type { Confirmation } from './confirmation.ts';
import type { Connection } from './connection.ts';

export interface GuardedFetchOptions {
  readonly connection: Pick<Connection, 'answered' | 'failed'>;
  readonly confirmation: Pick<Confirmation, 'ask'>;
  /** The token of the session; null = nobody is signed in. */
  readonly token: () => string | null;
  readonly fetch: (request: Request) => Promise<Response>;
  /** How long an answer may take. @default 15000 */
  readonly timeoutMs?: (request: Request) => number;
}

/** What a proxy in front says when the server behind it does not answer. */
const answersOfProxies: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * `fetch` for the control API: sends the token of the session with everything that changes something, notes whether
 * somebody answered, and repeats a request once that needed a new proof of who asks. Rejects with an ApiError when
 * nobody answers.
 */
export function createGuardedFetch(options: GuardedFetchOptions): (request: Request) => Promise<Response> {
  const { connection, confirmation, token, fetch, timeoutMs = () => 15_000 } = options;

  async function send(request: Request): Promise<Response> {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs(request))]);
    const sent = new Request(request, { signal, credentials: 'same-origin' });
    const value = token();
    if (value !== null && request.method !== 'GET') sent.headers.set('Portcullis-Console', value);
    let response: Response;
    try {
      response = await fetch(sent);
    } catch (error) {
      // Whoever left a screen gave up himself.
      if (request.signal.aborted) throw error;
      connection.failed();
      throw unreachable(error);
    }
    if (answersOfProxies.has(response.status) && !isProblem(response)) connection.failed();
    else connection.answered();
    return response;
  }

  return async (request) => {
    const again = request.clone();
    const response = await send(request);
    if (!(await needsConfirmation(response))) return response;
    return (await confirmation.ask()) ? send(again) : response;
  };
}

async function needsConfirmation(response: Response): Promise<boolean> {
  if (response.ok || !isProblem(response)) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (
    typeof body === 'object' && body !== null && 'code' in body && body.code === 'PORTCULLIS_CONFIRM_NEEDED'
  );
}

function isProblem(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/problem+json') === true;
}
