import { possibleNames, withinReason } from './parameter-name.ts';

// WPGraphQL answers at any path whose query holds a parameter of its endpoint's name, whatever its value, with what it
// answers at `/graphql`.

export const graphqlName = 'graphql';

/** Whether a query holds what GraphQL runs: without that, a parameter named `graphql` is a tag that somebody chose. */
export function asksForGraphql(query: string, decode: (text: string) => string): boolean {
  return query.split(/[&;]/).some((parameter) => {
    const equals = parameter.indexOf('=');
    if (equals === -1) return false;
    const names = possibleNames(decode(withinReason(parameter.slice(0, equals))));
    if (names.includes('queryid')) return true;
    // No document goes without a brace, nor do extensions.
    return names.some((name) => carriers.has(name)) && /\{|%7b/i.test(parameter.slice(equals + 1));
  });
}

const carriers: ReadonlySet<string> = new Set(['query', 'extensions']);
