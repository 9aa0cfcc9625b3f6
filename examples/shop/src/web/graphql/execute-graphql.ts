import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { ShopError } from '../../domain/shop-error.ts';
import { statusOf } from '../answer-errors.ts';
import { refusedWriteOf } from '../refused-write.ts';
import type { ShopContext } from '../shop-context.ts';
import type { GraphqlCaller } from './caller.ts';
import { checkLimits } from './check-limits.ts';
import { createMutations } from './mutations.ts';
import { createQueries } from './queries.ts';
import type { GraphqlRequest } from './read-graphql-request.ts';
import { shopSchema } from './schema.ts';

const MAXIMUM_TOKENS = 1000;

export interface GraphqlAnswer {
  readonly status: number;
  readonly body: Pick<ExecutionResult, 'data' | 'errors'>;
}

export interface GraphqlOperation {
  readonly asked: GraphqlRequest;
  readonly caller: GraphqlCaller;
  /** Whether it came by a method that may write. */
  readonly mayMutate: boolean;
}

export type ExecuteGraphql = (operation: GraphqlOperation) => Promise<GraphqlAnswer>;

export function createExecuteGraphql(context: ShopContext): ExecuteGraphql {
  const rootValue = { ...createQueries(context), ...createMutations(context) };

  return async ({ asked, caller, mayMutate }) => {
    const document = readDocument(asked.query);
    if (!('kind' in document)) {
      return { status: 400, body: { errors: document } };
    }
    const operation = getOperationAST(document, asked.operationName);
    if (operation == null) {
      return refusal(400, 'Expected one operation, or “operationName” to name one of them.');
    }
    if (operation.operation !== 'query' && !mayMutate) {
      return refusal(405, 'A GET only reads. Send mutations by POST.');
    }
    const problem = checkLimits(document, operation);
    if (problem !== null) {
      return { status: 400, body: { errors: [problem] } };
    }
    const { data, errors } = await execute({
      schema: shopSchema,
      document,
      rootValue,
      contextValue: caller,
      variableValues: asked.variables,
      operationName: asked.operationName,
    });
    // One answer for all of the shop, whatever the way in: the error handler's, with Retry-After.
    const refused = errors?.find(({ originalError }) => refusedWriteOf(originalError) !== null);
    if (refused !== undefined) {
      throw refused.originalError;
    }
    const told = errors?.map((error) => tell(error, context.onError));
    return {
      status: data == null ? statusOfErrors(errors ?? []) : 200,
      body: { ...(told && { errors: told }), ...(data !== undefined && { data }) },
    };
  };
}

function readDocument(text: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(text, { maxTokens: MAXIMUM_TOKENS });
    const errors = validate(shopSchema, document, undefined, { maxErrors: 5 });
    return errors.length === 0 ? document : errors;
  } catch (error) {
    if (error instanceof GraphQLError) {
      return [error];
    }
    throw error;
  }
}

function refusal(status: number, message: string): GraphqlAnswer {
  return { status, body: { errors: [new GraphQLError(message)] } };
}

/** The visitor learns what a page would have told him; anything else only that something went wrong. */
function tell(error: GraphQLError, onError: ShopContext['onError']): GraphQLError {
  const { originalError, nodes, path } = error;
  if (originalError instanceof ShopError) {
    return new GraphQLError(error.message, { nodes, path, extensions: { code: originalError.kind } });
  }
  // GraphQL's own: the request is at fault, with a variable of the wrong type.
  if (originalError === undefined || originalError instanceof GraphQLError) {
    return error;
  }
  onError(originalError);
  const text = 'The shop could not do this. Nothing was changed; please try again.';
  return new GraphQLError(text, { nodes, path, extensions: { code: 'internal' } });
}

function statusOfErrors([first]: readonly GraphQLError[]): number {
  const cause = first?.originalError;
  if (cause instanceof ShopError) {
    return statusOf(cause);
  }
  return cause === undefined || cause instanceof GraphQLError ? 400 : 500;
}
