import type { QueryClient } from '@tanstack/react-query';
import createClient, { type Client } from 'openapi-fetch';
import { createContext, use } from 'react';
import type { ConsoleEnvironment } from '../environment/console-environment.ts';
import { errorFromAnswer } from './api-error.ts';
import { type Confirmation, createConfirmation } from './confirmation.ts';
import { type Connection, createConnection } from './connection.ts';
import type { paths } from './control-api.d.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { Session } from './schema.ts';

/** The control API of one site, as screens use it. */
export interface SiteApi {
  readonly client: Client<paths, 'application/json' | `${string}/${string}`>;
  /** For `params`: every path begins with the site. */
  readonly site: string;
  /** Of a path below the base: `v1/sites/shop/previews/7`. */
  readonly urlOf: (path: string) => string;
  readonly connection: Connection;
  readonly confirmation: Confirmation;
}

const usualMs = 15_000;
/** Every record of an audit is checked at once; whoever waits sees how far it is. A decision may be about a million webhooks. */
const longWorks = ['/audit/verify', '/webhooks/decide'] as const;
const longestMs = 60 * 60_000;

export const sessionKey = ['session'] as const;

export function createSiteApi(environment: ConsoleEnvironment, queryClient: QueryClient): SiteApi {
  const connection = createConnection();
  const confirmation = createConfirmation();
  const guardedFetch = createGuardedFetch({
    connection,
    confirmation,
    token: () => queryClient.getQueryData<Session | null>(sessionKey)?.token ?? null,
    fetch: (request) => fetch(request),
    timeoutMs: ({ url }) => (longWorks.some((path) => url.endsWith(path)) ? longestMs : usualMs),
  });
  return {
    client: createClient<paths>({ baseUrl: environment.baseUrl.replace(/\/$/, ''), fetch: guardedFetch }),
    site: environment.site,
    urlOf: (path) => new URL(path, environment.baseUrl).href,
    connection,
    confirmation,
  };
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a request gave. Rejects with an ApiError when it was refused, or when nobody answered. */
export async function answerOf<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request;
  if (data !== undefined) return data;
  throw errorFromAnswer(response.status, error);
}

const SiteApiContext = createContext<SiteApi | null>(null);

export const SiteApiProvider = SiteApiContext;

export function useApi(): SiteApi {
  const api = use(SiteApiContext);
  if (api === null) throw new Error('Expected a SiteApiProvider around.');
  return api;
}
