/** What is used of `graphql` 16 and 17, by shape: the package itself is an optional peer. */
export type GraphqlParse = (source: string, options: GraphqlParseOptions) => GraphqlDocument;

export interface GraphqlParseOptions {
  noLocation: boolean;
  maxTokens: number;
}

export interface GraphqlDocument {
  readonly definitions: readonly GraphqlDefinition[];
}

export interface GraphqlDefinition {
  readonly kind: string;
  /** `query`, `mutation` or `subscription`; operations only. */
  readonly operation?: string;
  readonly name?: GraphqlName | undefined;
  readonly selectionSet?: { readonly selections: readonly GraphqlSelection[] };
}

export interface GraphqlSelection {
  readonly kind: string;
  /** A field's own name, never its alias; an inline fragment has none. */
  readonly name?: GraphqlName | undefined;
}

interface GraphqlName {
  readonly value: string;
}
