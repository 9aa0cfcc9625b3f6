/** What makes the first owner of a console, for who reads along on the host. */
export function firstOwner(
  {
    code,
    link,
    expiresAt,
  }: { readonly code: string; readonly link: string | null; readonly expiresAt: number },
  now: number,
): string {
  const minutes = Math.max(1, Math.round((expiresAt - now) / 60_000));
  const where = link === null ? `Its code: ${code}` : `Open ${link}`;
  return `Nobody is an operator yet. ${where}\nGood for ${minutes} min and for one person, who becomes the owner. A new one: portcullis operator enrol`;
}
