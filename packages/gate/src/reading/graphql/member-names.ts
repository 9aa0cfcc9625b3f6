/** Members that name a stored document; Relay, Apollo, urql and the draft of GraphQL over HTTP each have their own. */
export const idMembers: ReadonlySet<string> = new Set(['id', 'documentId', 'doc_id', 'queryId', 'hash']);

/** Mercurius: with it `query` holds the hash of a stored document instead of a document. */
export const persistedMember = 'persisted';

export const callMembers: ReadonlySet<string> = new Set([
  'query',
  'operationName',
  'variables',
  'extensions',
  persistedMember,
  ...idMembers,
]);

/** Ours and others that some server takes for the document to run. */
const choosing = new Set(
  [
    ...callMembers,
    ...['persistedQuery', 'persistedDocument', 'sha256Hash', 'document', 'documentHash', 'queryHash'],
    ...['operationId', 'operationHash', 'operations', 'mutation', 'subscription'],
  ].map(fold),
);

/**
 * Whether some server may take this name for one that chooses the document: Go matches JSON members in any case
 * (`Query`, even `haſh`), PHP turns `doc.id` into `doc_id` and `query[]` into `query` and may end a name at a zero
 * byte, and others know snake case.
 */
export function looksLikeChoosing(name: string): boolean {
  if (/[\x00-\x1f\x7f]/.test(name)) return true;
  const bracket = name.indexOf('[');
  return choosing.has(fold(name)) || (bracket > 0 && choosing.has(fold(name.slice(0, bracket))));
}

function fold(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}
