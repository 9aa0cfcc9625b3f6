import type { Request } from 'express';
import { ShopError } from '../../domain/shop-error.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GraphqlRequests {
  readonly batch: boolean;
  readonly operations: readonly GraphqlRequest[];
}

const MAXIMUM_BATCH = 10;

/** GraphQL over HTTP. A POST is its body and nothing else: what an address says beside it is not looked at. */
export function readGraphqlRequests(request: Request): GraphqlRequests {
  if (request.method !== 'POST') {
    const { query, operationName, variables } = request.query;
    const operation = readOne({ query, operationName, variables: parseVariables(variables) });
    return { batch: false, operations: [operation] };
  }
  const body: unknown = request.body;
  if (!Array.isArray(body)) {
    return { batch: false, operations: [readOne(body)] };
  }
  if (body.length === 0 || body.length > MAXIMUM_BATCH) {
    throw new ShopError(
      'invalid',
      `Expected a batch of 1 to ${MAXIMUM_BATCH} operations, got ${body.length}.`,
    );
  }
  return { batch: true, operations: body.map(readOne) };
}

function readOne(value: unknown): GraphqlRequest {
  if (!isRecord(value)) {
    throw new ShopError('invalid', 'Expected a JSON object with “query”, sent as application/json.');
  }
  const { query, operationName, variables } = value;
  if (typeof query !== 'string' || query.trim() === '') {
    throw new ShopError('invalid', 'Expected a GraphQL document in “query”.');
  }
  if (operationName != null && typeof operationName !== 'string') {
    throw new ShopError('invalid', 'Expected “operationName” to be a text.');
  }
  if (variables != null && !isRecord(variables)) {
    throw new ShopError('invalid', 'Expected “variables” to be an object.');
  }
  return { query, operationName: operationName || null, variables: variables ?? {} };
}

function parseVariables(text: unknown): unknown {
  if (text === undefined || text === '') {
    return undefined;
  }
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch (error) {
    throw new ShopError('invalid', 'Expected “variables” to be JSON.', { cause: error });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
