import type { CallInput } from '../../src/graphql.ts';

/** A request to /graphql as the reader gets it; text becomes UTF-8. */
export function graphqlInput(
  changes: Partial<Omit<CallInput, 'body'>> & { readonly body?: string | Uint8Array },
): CallInput {
  const { body = '', ...rest } = changes;
  return {
    method: 'POST',
    path: '/graphql',
    query: null,
    contentType: 'application/json',
    contentEncoding: null,
    headers: [],
    ...rest,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
}

/** A POST with this JSON value. */
export function graphqlPost(value: unknown, changes: Partial<Omit<CallInput, 'body'>> = {}): CallInput {
  return graphqlInput({ body: JSON.stringify(value), ...changes });
}

/** A GET with these parameters. */
export function graphqlGet(parameters: Readonly<Record<string, string>>): CallInput {
  return graphqlInput({ method: 'GET', contentType: null, query: graphqlQuery(parameters) });
}

export function graphqlQuery(parameters: Readonly<Record<string, string>>): string {
  return new URLSearchParams(parameters).toString();
}
