import { PortcullisError } from '../model/error.ts';
import type { Policy } from '../model/policy.ts';
import type { ReadGraphqlCall } from '../reading/body/read-body.ts';

/** Without a reader every query of such a route would be refused, in silence. */
export function checkGraphqlReader(policy: Policy, readGraphql: ReadGraphqlCall | null): void {
  if (readGraphql !== null) return;
  const route = policy.routes.find(({ calls }) => calls?.protocol === 'graphql');
  if (route === undefined) return;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `The route ${route.pattern.source} is judged by its GraphQL, and nothing here reads GraphQL. Pass readGraphql: createGraphqlReader() of @portcullis/gate/graphql.`,
  );
}
