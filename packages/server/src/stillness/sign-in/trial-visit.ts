/** A visit to the application, with its cookies, as a browser makes it. */
export interface TrialVisit {
  /** Follows redirects within the site. Rejects with `UnreachableError`, or because nothing was answered in time. */
  ask(request: TrialRequest): Promise<TrialAnswer>;
  hasCookies(): boolean;
}

export interface TrialRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly body?: { readonly type: string; readonly text: string };
}

export interface TrialAnswer {
  readonly status: number;
  /** The path that answered in the end; after redirects another one than was asked for. */
  readonly path: string;
  readonly text: string;
  /** Where it sends on to beyond the site; null = nowhere. */
  readonly leavesFor: string | null;
}

/** Nobody answered who could have known. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

export interface TrialVisitOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly upstream: URL;
  /** As people reach the site. */
  readonly publicOrigin: string;
  readonly timeoutMs: number;
  /** It was answered that this was asked too often. */
  readonly onTooOften: () => void;
}

const mostRedirects = 5;
const longestBody = 1_048_576;
/** A server between here and the application says that it got no answer, or that this was asked too often. */
const tooOften = 429;
const answeredByOthers = [tooOften, 502, 504];

/**
 * Straight to the application, not through the gate: what is compared is one application with its database open and closed, and
 * whatever the gate would do (a role's other connection, a page in closed mode) is no part of that.
 */
export function createTrialVisit({
  fetch,
  upstream,
  publicOrigin,
  timeoutMs,
  onTooOften,
}: TrialVisitOptions): TrialVisit {
  const cookies = new Map<string, string>();
  const site = new URL(publicOrigin);

  async function askOnce({ method, target, body }: TrialRequest): Promise<Response> {
    try {
      const answer = await fetch(`${upstream.origin}${target}`, {
        method,
        headers: {
          host: site.host,
          accept: 'text/html,application/json;q=0.9,*/*;q=0.8',
          'user-agent': 'portcullis sign-in trial',
          'x-forwarded-proto': site.protocol.slice(0, -1),
          'x-forwarded-host': site.host,
          ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
          ...(method === 'POST' && { origin: site.origin, referer: `${site.origin}${target}` }),
          ...(body !== undefined && { 'content-type': body.type }),
        },
        body: body?.text ?? null,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      for (const line of answer.headers.getSetCookie()) keep(line);
      return answer;
    } catch (cause) {
      throw isTimeout(cause) ? lateError({ method, target }, timeoutMs, cause) : unreachable(cause);
    }
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    const value = pair.slice(at + 1).trim();
    const isTakenAway = value === '' || attributes.some(isOver);
    if (at < 1) return;
    if (isTakenAway) cookies.delete(name);
    else cookies.set(name, value);
  }

  return {
    hasCookies: () => cookies.size > 0,
    async ask(request) {
      let asked = request;
      for (let redirects = 0; ; redirects += 1) {
        const answer = await askOnce(asked);
        const { status } = answer;
        const text = await textOf(answer, asked, timeoutMs);
        if (status === tooOften) onTooOften();
        if (answeredByOthers.includes(status)) {
          throw new UnreachableError(`${asked.method} ${pathOf(asked.target)} answers ${status}`);
        }
        const next = status >= 300 && status < 400 ? answer.headers.get('location') : null;
        const url = next === null ? null : URL.parse(next, `${site.origin}${asked.target}`);
        const path = pathOf(asked.target);
        if (url === null || redirects === mostRedirects) return { status, path, text, leavesFor: null };
        if (url.host !== site.host && url.host !== upstream.host) {
          return { status, path, text, leavesFor: url.host };
        }
        const target = `${url.pathname}${url.search}`;
        asked = status === 307 || status === 308 ? { ...asked, target } : { method: 'GET', target };
      }
    },
  };
}

/** Queries may hold what is nobody's to read, and parameters of a path a session (`;jsessionid=…`). */
export function pathOf(target: string): string {
  return target.split(/[?;]/, 1)[0] ?? '';
}

function isOver(attribute: string): boolean {
  const [name = '', value = ''] = attribute.split('=', 2).map((part) => part.trim());
  if (/^max-age$/i.test(name)) return Number(value) <= 0;
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now();
}

async function textOf(answer: Response, asked: TrialRequest, timeoutMs: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length;
      // What matters of a page stands at its beginning, and a form is no megabyte.
      if (size > longestBody) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw isTimeout(cause) ? lateError(asked, timeoutMs, cause) : unreachable(cause);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

function lateError({ method, target }: TrialRequest, timeoutMs: number, cause: unknown): Error {
  return new Error(`${method} ${pathOf(target)} does not answer within ${timeoutMs / 1_000} s`, { cause });
}

function unreachable(cause: unknown): UnreachableError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UnreachableError(`the application cannot be reached: ${reason}`, { cause });
}
