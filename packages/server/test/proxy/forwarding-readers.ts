/** What applications make of forwarding headers that they trust; names in lower case, several lines as one. */
export interface Seen {
  readonly client: string | null;
  readonly host: string | null;
  readonly scheme: string;
}
export interface Arrived {
  readonly headers: ReadonlyMap<string, string>;
  /** The connection's other end. */
  readonly peer: string;
  readonly isTls: boolean;
}
export type Reader = (arrived: Arrived) => Seen;

export function arrivedWith(headers: readonly string[], peer: string, isTls: boolean): Arrived {
  const lines = new Map<string, string>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]?.toLowerCase() ?? '';
    const before = lines.get(name);
    lines.set(name, before === undefined ? (headers[index + 1] ?? '') : `${before}, ${headers[index + 1]}`);
  }
  return { headers: lines, peer, isTls };
}

const isInner = (address: string) => /^(?:10\.|127\.)/.test(address);
const listOf = (text: string | undefined) =>
  text === undefined ? [] : text.split(',').map((part) => part.trim());

/** From the right, past those that are ours. */
function walked(chain: readonly string[]): string | null {
  return chain.findLast((address) => !isInner(address)) ?? chain[0] ?? null;
}

/** Rack 3: every pair of `Forwarded` or none, the last of each name; what it leaves open from `X-Forwarded-*`. */
const rack: Reader = ({ headers, peer, isTls }) => {
  const forwarded = rackPairs(headers.get('forwarded') ?? '');
  const client = forwarded?.get('for') ?? listOf(headers.get('x-forwarded-for'));
  const other = headers.get('x-forwarded-ssl') === 'on' ? 'https' : undefined;
  const [proto] = listOf(headers.get('x-forwarded-proto'));
  return {
    client: walked(client) ?? peer,
    host:
      forwarded?.get('host')?.at(-1) ??
      listOf(headers.get('x-forwarded-host')).at(-1) ??
      headers.get('host') ??
      null,
    scheme: other ?? forwarded?.get('proto')?.at(-1) ?? proto ?? (isTls ? 'https' : 'http'),
  };
};

function rackPairs(text: string): Map<string, string[]> | null {
  const values = new Map<string, string[]>();
  for (const pair of text.split(/[;,]/).filter((part) => part !== '')) {
    const match = /^\s*(by|for|host|proto)\s*=\s*"?([^"]+)"?\s*$/i.exec(pair);
    if (match === null) return null;
    const name = match[1]?.toLowerCase() ?? '';
    values.set(name, [...(values.get(name) ?? []), match[2] ?? '']);
  }
  return values;
}

/** Spring: beside any `Forwarded`, `X-Forwarded-Proto` and `-Host` are not looked at. */
const spring: Reader = ({ headers, peer, isTls }) => {
  const forwarded = headers.get('forwarded') ?? '';
  const find = (pattern: RegExp, text = forwarded) => pattern.exec(text)?.[1];
  const [first] = listOf(headers.get('x-forwarded-for'));
  const isSsl = headers.get('x-forwarded-ssl') === 'on' ? 'https' : undefined;
  const own = isTls ? 'https' : 'http';
  const client = find(/for="?([^;,"]+)"?/i, forwarded.split(',')[0]) ?? first ?? peer;
  const host = headers.get('host') ?? null;
  if (forwarded.trim() !== '') {
    const scheme = find(/proto="?([^;,"]+)"?/i) ?? isSsl ?? own;
    return { client, host: find(/host="?([^;,"]+)"?/i) ?? host, scheme };
  }
  const proto = listOf(headers.get('x-forwarded-proto'))[0] ?? isSsl ?? own;
  return { client, host: listOf(headers.get('x-forwarded-host'))[0] ?? host, scheme: proto };
};

/** Express with `trust proxy` for the networks inside, much as Werkzeug, uvicorn and Rack 2. */
const express: Reader = ({ headers, peer, isTls }) => ({
  client: walked([...listOf(headers.get('x-forwarded-for')), peer]),
  host: listOf(headers.get('x-forwarded-host'))[0] ?? headers.get('host') ?? null,
  scheme: listOf(headers.get('x-forwarded-proto'))[0] ?? (isTls ? 'https' : 'http'),
});

/** gin and echo: `X-Forwarded-For`, else `X-Real-IP`. */
const gin: Reader = (arrived) => {
  const { headers, peer } = arrived;
  const client = headers.has('x-forwarded-for')
    ? express(arrived).client
    : (headers.get('x-real-ip') ?? peer);
  return { ...express(arrived), client };
};

/** gunicorn refuses schemes that contradict each other. */
const gunicorn: Reader = (arrived) => {
  const { headers, isTls } = arrived;
  const words = [
    headers.get('x-forwarded-proto')?.replace(/^(?!https$).*/, 'http'),
    headers.get('x-forwarded-ssl')?.replace(/^on$/, 'https'),
  ].filter((word) => word !== undefined);
  const scheme = new Set(words).size > 1 ? 'refused' : (words[0] ?? (isTls ? 'https' : 'http'));
  return { ...express(arrived), scheme };
};

/** Symfony with both kinds trusted refuses what they do not agree on. */
const symfony: Reader = (arrived) => {
  const { headers } = arrived;
  const pairs = rackPairs(headers.get('forwarded') ?? '');
  const agreed = (name: string, header: string, own: string | null) => {
    const [one, other] = [pairs?.get(name) ?? [], listOf(headers.get(header))];
    const isContrary = one.length > 0 && other.length > 0 && one.join() !== other.join();
    return isContrary ? 'refused' : ([...one, ...other][0] ?? own);
  };
  const chain = pairs?.get('for') ?? listOf(headers.get('x-forwarded-for'));
  return {
    client:
      agreed('for', 'x-forwarded-for', null) === 'refused' ? 'refused' : walked([...chain, arrived.peer]),
    host: agreed('host', 'x-forwarded-host', headers.get('host') ?? null),
    scheme: agreed('proto', 'x-forwarded-proto', null) ?? (arrived.isTls ? 'https' : 'http'),
  };
};

export const readers: Readonly<Record<string, Reader>> = { rack, spring, express, gin, gunicorn, symfony };
