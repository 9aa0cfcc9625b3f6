import type { PolicyInput } from '@portcullis/gate';
import { type HeaderLine, type OverrideCase, readOverrideCases } from '../cases.ts';
import { type Seen, send, shown } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import { sessionOf, whoAmI } from '../upstreams/raw-upstream.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

/** Recognises people by what the recorder of raw bytes says of their cookie. */
export const adminIdentity: Pick<PolicyInput, 'identity'> = {
  identity: [
    {
      kind: 'probe',
      request: { path: whoAmI },
      cookies: ['session'],
      subject: '/subject',
      role: { pointer: '/role', map: { admin: 'admin', support: 'support' } },
    },
  ],
};

/** Headers from outside: what they change of the decision, and what of them reaches the application. */
export const runOverrides: Runner = async ({ upstream, isWanted }) => {
  const gate = await startCorpusGate({
    upstream,
    policy: { ...namedPolicy, ...adminIdentity, trusted: { adminHosts: ['admin.app.example'] } },
  });
  try {
    const outcomes: Outcome[] = [];
    for (const one of readOverrideCases()) {
      // Who comes from the admin host is asked of the application.
      const isAnswerable = upstream.answerIdentity !== undefined || one.cls !== 'host';
      if (!isWanted(one.id) || !isAnswerable) continue;
      outcomes.push(await judged(one.id, () => judgeOverride(one, { gate, upstream })));
    }
    return outcomes;
  } finally {
    await gate.close();
  }
};

interface Scene {
  readonly gate: CorpusGate;
  readonly upstream: RecordingUpstream;
}

async function judgeOverride(one: OverrideCase, scene: Scene): Promise<string[]> {
  if (one.cls === 'host') return judgeAdminHost(one, scene);
  const isRefused = one.expect.decision === '400';
  const read = await send({ ...scene, bytes: requestOf('GET /orders', one.headers) });
  const problems = isRefused ? nothing('GET /orders', read) : once(read);
  if (one.expect.upstreamHeader === 'absent') problems.push(...arrivedHeaders(one.headers, read));
  // The same headers open neither a write nor a protected page.
  for (const start of ['POST /orders', 'GET /admin']) {
    problems.push(...nothing(start, await send({ ...scene, bytes: requestOf(start, one.headers) })));
  }
  return problems;
}

/** An admin writes from the admin host, and from there only. */
async function judgeAdminHost(one: OverrideCase, scene: Scene): Promise<string[]> {
  const headers: HeaderLine[] = [...one.headers, ['Cookie', sessionOf({ subject: 'ada', role: 'admin' })]];
  const seen = await send({ ...scene, bytes: requestOf('POST /orders', headers) });
  return one.expect.normalisedHost === undefined ? nothing('POST /orders', seen) : once(seen);
}

export function requestOf(start: string, headers: readonly HeaderLine[]): string {
  const lines = headers.map(
    ([name, value]) => `${name}: ${Buffer.from(value, 'utf8').toString('latin1')}\r\n`,
  );
  const host = headers.some(([name]) => name === 'Host') ? '' : 'Host: app.example\r\n';
  const length = start.startsWith('GET') ? '' : 'Content-Length: 0\r\n';
  return `${start} HTTP/1.1\r\n${host}${lines.join('')}${length}\r\n`;
}

function once({ hits }: Seen): string[] {
  return hits.length === 1 ? [] : [`on record is ${shown(hits)}, should be one request`];
}

function nothing(start: string, { hits }: Seen): string[] {
  return hits.length === 0 ? [] : [`${start}: on record is ${shown(hits)}, should be nothing`];
}

/** Headers that reached the application with the value from outside, under any spelling of their name. */
function arrivedHeaders(sent: readonly HeaderLine[], { hits }: Seen): string[] {
  const arrived = hits.flatMap(({ headers }) => headers ?? []);
  return sent.flatMap(([name, value]) =>
    arrived
      .filter(([own, text]) => folded(own) === folded(name) && text === value)
      .map(([own, text]) => `the application got "${own}: ${text}", should be without`),
  );
}

function folded(name: string): string {
  return name.toLowerCase().replace(/[-_.]/g, '-');
}
