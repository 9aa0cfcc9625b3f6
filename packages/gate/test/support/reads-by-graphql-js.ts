import { parse } from 'graphql';

/** Whether graphql-js finds one operation to run, a query: the named one where a name is said. */
export function readsByGraphqlJs(document: string, operationName: string | null): boolean {
  try {
    const kinds = parse(document).definitions.flatMap((one) =>
      one.kind === 'OperationDefinition' && (operationName === null || one.name?.value === operationName)
        ? [one.operation]
        : [],
    );
    return kinds.length === 1 && kinds[0] === 'query';
  } catch {
    return false;
  }
}
