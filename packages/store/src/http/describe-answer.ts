import { PortcullisError } from '@portcullis/gate';
import { problem as problemShape } from './answer-shapes.ts';
import type { Place } from './parse-place.ts';

export interface AnswerToDescribe {
  readonly response: Pick<Response, 'status' | 'headers'>;
  readonly body: Uint8Array;
  readonly place: Place;
  readonly site: string;
}

/** What callers of a store tell apart by the code; everything else is a store that cannot be used. */
const keptCodes = ['PORTCULLIS_AUDIT_UNWRITABLE', 'PORTCULLIS_STORE_CORRUPT'] as const;

/** Why a server did not do what it was asked for, and what to do. */
export function describeAnswer({ response, body, place, site }: AnswerToDescribe): PortcullisError {
  const problem = problemIn(response, body);
  if (problem === null) return notPortcullis(place, new Error(`status ${response.status}`));
  const { code, detail } = problem;
  const kept = keptCodes.find((known) => known === code);
  if (kept !== undefined) return new PortcullisError(kept, detail);
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The server ${place.shown} refused (${detail}). ${nextAfter(problem, site)}`.trim(),
    {
      cause: new Error(`${code}: ${detail}`),
      ...(Number.isSafeInteger(seconds) && { retryAfterSeconds: seconds }),
    },
  );
}

export function notPortcullis(place: Place, cause: Error): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `At ${place.shown} something answers that is no Portcullis server (${cause.message.slice(0, 200)}). Name the address of its console, not of the site, and look what stands before it.`,
    { cause },
  );
}

interface Problem {
  readonly code: string;
  readonly detail: string;
}

function problemIn({ headers }: Pick<Response, 'headers'>, body: Uint8Array): Problem | null {
  if (!/^application\/problem\+json\b/i.test(headers.get('content-type') ?? '')) return null;
  try {
    return problemShape(JSON.parse(new TextDecoder().decode(body)), 'the problem');
  } catch {
    return null;
  }
}

function nextAfter({ code, detail }: Problem, site: string): string {
  switch (code) {
    case 'PORTCULLIS_SIGN_IN_NEEDED':
      return 'It does not know this key: it is of another server, has expired or was revoked. Make one with `portcullis key create NAME --scope gate`.';
    case 'PORTCULLIS_FORBIDDEN':
      return detail.includes('scope gate')
        ? 'Make a key with `portcullis key create NAME --scope gate`.'
        : '';
    case 'PORTCULLIS_NOT_FOUND':
      return detail.startsWith('No such route')
        ? 'It is of a version that has no store for gates: bring it up to date, or let this gate use its store directly.'
        : `Name its site instead of ${JSON.stringify(site)}.`;
    default:
      return '';
  }
}
