import type { Reason } from '../../model/reasons.ts';
import type { CallReading } from '../body/calls/call-reading.ts';
import type { GraphqlDefinition, GraphqlDocument } from './graphql-parser.ts';

/** An operation without a name is told by its fields; nobody reads more of them. */
const mostFields = 10;

/**
 * What a server would run of a document when asked for `operationName`. Fragments and directives change nothing:
 * only the operation's own kind counts. Where servers may pick different operations, it is a write.
 */
export function readOperation(document: GraphqlDocument, operationName: string | null): CallReading {
  const operations: GraphqlDefinition[] = [];
  const names = new Set<string | null>();
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition') {
      operations.push(definition);
      names.add(definition.name?.value ?? null);
    } else if (definition.kind !== 'FragmentDefinition') {
      // Must not be executed (GraphQL specification, 6.2).
      return write('a document that defines types');
    }
  }
  if (operations.length === 0) return write('a document without an operation');
  if (names.size < operations.length) return write('two operations of the same name, or of none');
  if (operations.length > 1 && names.has(null)) return write('an operation without a name beside others');
  if (operations.length > 1 && operationName === null) return write('several operations, none selected');
  // The empty name is none for graphql-java and for servers in Go; no server finds another operation by it.
  const isOnlyOne = operations.length === 1 && (operationName === null || operationName === '');
  const selected = operations.find(({ name }) => isOnlyOne || (name?.value ?? null) === operationName);
  if (selected === undefined) return write('an operationName that no operation has');
  if (selected.operation === 'query') return { access: 'read', names: namesOf(selected) };
  const why: Reason = selected.operation === 'subscription' ? 'a subscription' : 'a mutation';
  return { access: 'write', names: namesOf(selected), why };
}

/** The operation's own name, else the fields it asks for: real names, as an alias could say anything. */
function namesOf({ name, selectionSet }: GraphqlDefinition): string[] {
  if (name !== undefined) return [name.value];
  const fields = new Set<string>();
  for (const { kind, name: field } of selectionSet?.selections ?? []) {
    if (kind === 'Field' && field !== undefined) fields.add(field.value);
    if (fields.size === mostFields) break;
  }
  return [...fields];
}

function write(why: Reason): CallReading {
  return { access: 'write', names: [], why };
}
