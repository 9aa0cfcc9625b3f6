import { PortcullisError } from '@portcullis/gate';
import { type Shape, ShapeError } from '../record/shape.ts';
import { describeAnswer, notPortcullis } from './describe-answer.ts';
import { describeFailure, isBrokenConnection } from './describe-failure.ts';
import type { Place } from './parse-place.ts';
import { readLimited } from './read-limited.ts';

/** Asks the routes of gates; connections are kept and given up by the platform. */
export interface ServerConnection {
  get<Answer>(site: string, question: Question<Answer>): Promise<Answer>;
  post<Answer>(site: string, question: Told<Answer>): Promise<Answer>;
  /** Answers with the head of a stream; its end is the caller's. */
  stream(site: string, path: string, signal: AbortSignal): Promise<Response>;
  close(): void;
}

export interface Question<Answer> {
  /** Below `gate/`. */
  readonly path: string;
  readonly shape: Shape<Answer>;
}

export interface Told<Answer> extends Question<Answer> {
  readonly body: unknown;
  /** Twice is as good as once. @default false */
  readonly isRepeatable?: boolean;
}

export interface ServerConnectionOptions {
  readonly place: Place;
  readonly key: string;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

interface Sent {
  readonly site: string;
  readonly path: string;
  readonly init: RequestInit;
}

/** A state with ten thousand passes is three megabytes. */
const longestAnswerBytes = 64 * 1_048_576;

export function createServerConnection({
  place,
  key,
  timeoutMs,
  fetch,
}: ServerConnectionOptions): ServerConnection {
  const closing = new AbortController();
  const authorization = `Bearer ${key}`;

  function send({ site, path, init }: Sent): Promise<Response> {
    const { headers, ...rest } = init;
    return fetch(`${place.base}v1/sites/${encodeURIComponent(site)}/gate/${path}`, {
      ...rest,
      // A key is for the server that it was made by, and for nobody whom that one names.
      redirect: 'manual',
      headers: { ...headers, authorization },
    });
  }

  function requireOpen(): void {
    if (!closing.signal.aborted) return;
    throw new PortcullisError(
      'PORTCULLIS_STORE_UNAVAILABLE',
      `The store at ${place.shown} was closed by this process; open it anew with createHttpStore`,
    );
  }

  async function ask<Answer>(
    sent: Sent,
    { shape, isRepeatable }: Question<Answer> & { readonly isRepeatable: boolean },
  ): Promise<Answer> {
    requireOpen();
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closing.signal]);
    const once = async (): Promise<Answer> => {
      const response = await send({ ...sent, init: { ...sent.init, signal } });
      const body = await readLimited(response, longestAnswerBytes);
      if (response.status !== 200) throw describeAnswer({ response, body, place, site: sent.site });
      return shape(parsed(body), 'the answer');
    };
    try {
      return await once().catch((error: unknown) => {
        // A kept connection that the server has just given up says nothing of the server.
        if (isRepeatable && !signal.aborted && isBrokenConnection(error)) return once();
        throw error;
      });
    } catch (error) {
      if (error instanceof PortcullisError) throw error;
      requireOpen();
      if (error instanceof ShapeError) throw notPortcullis(place, error);
      throw describeFailure(error, { place, key, timeoutMs, isRead: sent.init.method === 'GET' });
    }
  }

  return {
    get: (site, { path, shape }) =>
      ask({ site, path, init: { method: 'GET' } }, { path, shape, isRepeatable: true }),
    post: (site, { path, shape, body, isRepeatable = false }) =>
      ask(
        {
          site,
          path,
          init: {
            method: 'POST',
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          },
        },
        { path, shape, isRepeatable },
      ),
    stream: (site, path, signal) => {
      requireOpen();
      const init = { method: 'GET', signal: AbortSignal.any([signal, closing.signal]) };
      return send({ site, path, init });
    },
    close: () => closing.abort(),
  };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ShapeError('the answer is no JSON', { cause });
  }
}
