/** Up to the first text in it: passwords, tokens and people's data stand there, and this is told to many. */
export function withoutValues(statement: string | null): string | null {
  if (statement === null) return null;
  const at = statement.search(/'|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/);
  return at === -1 ? statement : `${statement.slice(0, at)}…`;
}
