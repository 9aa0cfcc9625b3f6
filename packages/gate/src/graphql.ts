import { parse as installedParse } from 'graphql';
import { PortcullisError } from './model/error.ts';
import type { CallInput, CallReading } from './reading/body/calls/call-reading.ts';
import type { GraphqlParse } from './reading/graphql/graphql-parser.ts';
import type { GraphqlRule } from './reading/graphql/graphql-rule.ts';
import { readGraphql } from './reading/graphql/read-graphql.ts';

export type { CallInput, CallReading } from './reading/body/calls/call-reading.ts';
export type { GraphqlParse } from './reading/graphql/graphql-parser.ts';
export type { GraphqlRule } from './reading/graphql/graphql-rule.ts';

export interface GraphqlReaderOptions {
  /** Of `graphql` 16 (from 16.6 on) or 17. @default the one that is installed */
  readonly parse?: GraphqlParse;
}

export type GraphqlReader = (input: CallInput, rule: GraphqlRule) => CallReading;

/**
 * `@portcullis/gate/graphql`: reads what a request to a declared GraphQL endpoint would do, with the parser of the
 * optional peer `graphql`. Whatever is not surely a read is a write; the reader never throws.
 *
 * @throws PORTCULLIS_POLICY_INVALID when the parser knows no token limit: a short request could then keep it busy.
 */
export function createGraphqlReader({ parse = installedParse }: GraphqlReaderOptions = {}): GraphqlReader {
  if (!limitsTokens(parse)) {
    throw new PortcullisError(
      'PORTCULLIS_POLICY_INVALID',
      'Expected a GraphQL parser that stops at maxTokens, got one that reads on. Install graphql 16.6 or later, below 18.',
    );
  }
  return (input, rule) => readGraphql(input, rule, parse);
}

/** Tried rather than looked up: early versions of graphql 16 ignore the option without a word. */
function limitsTokens(parse: GraphqlParse): boolean {
  parse('{ a }', { noLocation: true, maxTokens: 10 });
  try {
    parse('{ a b c d e f g h i j }', { noLocation: true, maxTokens: 10 });
    return false;
  } catch {
    return true;
  }
}
