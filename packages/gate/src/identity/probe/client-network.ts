/** Whose client an address is: IPv6 networks are given out as /64 at the least, so all of one count as one. */
export function clientNetwork(address: string | null): string {
  if (address === null) return 'unknown';
  if (!address.includes(':')) return address;
  const [start = '', end] = address.split('::');
  const before = start === '' ? [] : start.split(':');
  const after = end === undefined || end === '' ? [] : end.split(':');
  const zeros = end === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
