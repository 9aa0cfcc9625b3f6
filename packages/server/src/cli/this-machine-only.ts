/** What to know of a link that leads to loopback: elsewhere it opens nothing, or somebody else's machine. */
export function thisMachineOnly(link: string): string {
  const { host, port } = new URL(link);
  return `This link leads to this machine only: open it here, or through ssh -L ${port || '80'}:${host} HOST. Another address: --url https://…`;
}
