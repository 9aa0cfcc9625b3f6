import type { QueryClient } from '@tanstack/react-query';
import { createQueryClient } from '../api/query-client.ts';
import { sessionQuery } from '../api/session-query.ts';
import { createSiteApi, type SiteApi } from '../api/site-api.ts';
import { statusQuery } from '../api/status-queries.ts';
import type { ConsoleEnvironment } from '../environment/console-environment.ts';
import { createConsoleRouter } from './router.tsx';

/** What lives as long as the page. */
export interface ConsoleParts {
  readonly queryClient: QueryClient;
  readonly api: SiteApi;
  readonly router: ReturnType<typeof createConsoleRouter>;
}

/** Asks at once for what every screen needs, while texts and screen are still on their way. */
export function createParts(environment: ConsoleEnvironment): ConsoleParts {
  const queryClient = createQueryClient();
  const api = createSiteApi(environment, queryClient);
  void queryClient.prefetchQuery(sessionQuery(api));
  void queryClient.prefetchQuery(statusQuery(api));
  return { queryClient, api, router: createConsoleRouter(environment.basePath) };
}
