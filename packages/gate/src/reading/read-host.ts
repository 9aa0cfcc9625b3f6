const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_](?:[a-z0-9_-]{0,62})\.?$/;

/** A host as the gate compares it: lower case, no port, no trailing dot; null for anything that is no host. */
export function readHost(value: string | null): string | null {
  if (value === null || value === '' || value.length > 261) return null;
  const lower = value.toLowerCase();
  if (lower.startsWith('[')) {
    const match = /^\[([0-9a-f:.]{2,45})\](?::(\d{1,5}))?$/.exec(lower);
    return match && isPort(match[2]) ? `[${match[1]}]` : null;
  }
  const colon = lower.indexOf(':');
  const name = colon === -1 ? lower : lower.slice(0, colon);
  if (colon !== -1 && !isPort(lower.slice(colon + 1))) return null;
  if (name.length > 254 || !hostName.test(name)) return null;
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function isPort(port: string | undefined): boolean {
  return port === undefined || (/^\d{1,5}$/.test(port) && Number(port) <= 65_535);
}
