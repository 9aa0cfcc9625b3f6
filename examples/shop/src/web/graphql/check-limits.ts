import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Room for the query by which tools ask for the whole schema. */
const MAXIMUM_FIELDS = 300;

/** Each field at the top asks the database. */
const MAXIMUM_ROOT_FIELDS = 10;

/**
 * What would be carried out, fragments included, is counted before it begins. For a valid document: its fragments
 * exist and do not contain themselves.
 */
export function checkLimits(document: DocumentNode, operation: OperationDefinitionNode): GraphQLError | null {
  const counter = createCounter(document);
  const fields = counter.fields(operation.selectionSet);
  if (fields > MAXIMUM_FIELDS) {
    return new GraphQLError(`Expected at most ${MAXIMUM_FIELDS} fields, got ${fields}.`);
  }
  const rootFields = counter.rootFields(operation.selectionSet);
  if (operation.operation === 'mutation' && rootFields > 1) {
    // One operation is one transaction and one row of the record; with two, half of it could have happened.
    return new GraphQLError('Expected one mutation in an operation. Send several as a batch.');
  }
  return rootFields > MAXIMUM_ROOT_FIELDS
    ? new GraphQLError(`Expected at most ${MAXIMUM_ROOT_FIELDS} fields at the top, got ${rootFields}.`)
    : null;
}

function createCounter(document: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  // Fragments in fragments double with each level: each is counted once and remembered.
  const fieldsOf = new Map<string, number>();
  const rootFieldsOf = new Map<string, number>();

  const count = (
    set: SelectionSetNode,
    known: Map<string, number>,
    below: (set: SelectionSetNode) => number,
  ): number => {
    let sum = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        sum += 1 + (selection.selectionSet === undefined ? 0 : below(selection.selectionSet));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        sum += count(selection.selectionSet, known, below);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        const counted =
          known.get(name) ?? (fragment === undefined ? 0 : count(fragment.selectionSet, known, below));
        known.set(name, counted);
        sum += counted;
      }
    }
    return sum;
  };
  const fields = (set: SelectionSetNode): number => count(set, fieldsOf, fields);
  return {
    fields,
    rootFields: (set: SelectionSetNode): number => count(set, rootFieldsOf, () => 0),
  };
}
