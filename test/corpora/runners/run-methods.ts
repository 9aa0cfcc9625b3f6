import type { PolicyInput } from '@portcullis/gate';
import { type MethodCase, readCases } from '../cases.ts';
import { send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

/** What an operator writes for a site whose GETs write: the `get-write` cases ask for such rules. */
const getsThatWrite = [
  '/cart/add',
  '/items/:id/delete',
  '/admin-ajax.php',
  '/wp-cron.php',
  '/oauth/authorize',
];

export const runMethods: Runner = async ({ upstream, isWanted }) => {
  const outcomes: Outcome[] = [];
  // Cases with the same policy share a gate.
  const policies = new Map<string, { policy: PolicyInput; cases: MethodCase[] }>();
  for (const one of readCases('methods')) {
    if (!isWanted(one.id)) continue;
    const policy = policyOf(one);
    const key = JSON.stringify(policy);
    const known = policies.get(key) ?? { policy, cases: [] };
    policies.set(key, known);
    known.cases.push(one);
  }
  for (const { policy, cases } of policies.values()) {
    const gate = await startCorpusGate({ upstream, policy });
    try {
      for (const one of cases) {
        outcomes.push(await judged(one.id, () => judgeMethod(one, { gate, upstream })));
      }
    } finally {
      await gate.close();
    }
  }
  return outcomes;
};

/** The policy of the file, and what a case needs besides. The one place to say how bodies are to be read. */
function policyOf({ cls, policy }: MethodCase): PolicyInput {
  const { routes = [] } = namedPolicy;
  if (cls === 'get-write') {
    const writes = getsThatWrite.map((glob) => ({ match: `GET ${glob}`, access: 'write' as const }));
    return { ...namedPolicy, routes: [...routes, ...writes] };
  }
  const read = policy?.rpcReadMethods;
  if (read === undefined) return namedPolicy;
  // Odoo's envelope: the call itself is among the parameters.
  const calls = { protocol: 'json-rpc' as const, read: [{ '/method': 'call', '/params/method': read }] };
  return { ...namedPolicy, routes: [...routes, { match: 'POST /jsonrpc', calls }] };
}

interface Scene {
  readonly gate: CorpusGate;
  readonly upstream: RecordingUpstream;
}

async function judgeMethod(one: MethodCase, scene: Scene): Promise<string[]> {
  const { method, target, headers, body: text } = one.request;
  const body = Buffer.from(text, 'utf8').toString('latin1');
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const isFramed = headers.some(([name]) => name === 'Content-Length');
  const isBodiless = body === '' && ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'].includes(method);
  const length = isFramed || isBodiless ? '' : `Content-Length: ${body.length}\r\n`;
  const { hits, answers } = await send({
    ...scene,
    bytes: `${method} ${target} HTTP/1.1\r\nHost: app.example\r\n${lines}${length}\r\n${body}`,
  });
  const problem = (should: string) => [
    `on record is ${shown(hits)}, should be ${should} (answer ${statusOf(answers[0])})`,
  ];
  if (one.expect.gate !== 'forward') return hits.length === 0 ? [] : problem('nothing');
  const [hit, ...more] = hits;
  const isAsSent = hit !== undefined && hit.method === method && hit.target === target && hit.body === body;
  return isAsSent && more.length === 0 ? [] : problem('it once, as it was sent');
}
