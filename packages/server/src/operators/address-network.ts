/** Who counts as one client: an IPv4 address, or the /64 that an IPv6 address is given out with. */
export function addressNetwork(address: string | null): string {
  if (address === null) return 'unknown';
  if (!address.includes(':')) return address;
  const [start = '', end] = address.split('%', 1)[0]?.split('::') ?? [];
  const before = start === '' ? [] : start.split(':');
  const after = end === undefined || end === '' ? [] : end.split(':');
  const zeros = end === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
