/**
 * The id of a technical error however somebody heard it: in lower case, with spaces, without its hyphen. Null = nothing in it
 * could be one.
 */
export function incidentId(heard: string): string | null {
  const signs = heard.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  if (signs === '') return null;
  return signs.length <= 4 ? signs : `${signs.slice(0, 4)}-${signs.slice(4)}`;
}
