import { gzipSync } from 'node:zlib';
import type { PolicyInput } from '@portcullis/gate';
import { type GraphqlCase, readCases } from '../cases.ts';
import { send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

/** The one place to say that `/graphql` is an endpoint whose body is read, with the persisted reads of a case. */
function policyOf({ policy }: GraphqlCase): PolicyInput {
  const persisted = Object.fromEntries((policy?.persistedReads ?? []).map((hash) => [hash, 'read'] as const));
  return { routes: [{ match: 'GET,POST /graphql', calls: { protocol: 'graphql', persisted } }] };
}

export const runGraphql: Runner = async ({ upstream, isWanted }) => {
  const gates = new Map<string, CorpusGate>();
  try {
    const outcomes: Outcome[] = [];
    for (const one of readCases('graphql')) {
      if (!isWanted(one.id)) continue;
      const policy = policyOf(one);
      const key = JSON.stringify(policy);
      const gate = gates.get(key) ?? (await startCorpusGate({ upstream, policy }));
      gates.set(key, gate);
      outcomes.push(await judged(one.id, () => judgeCall(one, { gate, upstream })));
    }
    return outcomes;
  } finally {
    for (const gate of gates.values()) await gate.close();
  }
};

async function judgeCall(
  one: GraphqlCase,
  scene: { readonly gate: CorpusGate; readonly upstream: RecordingUpstream },
): Promise<string[]> {
  const { method, target = '/graphql', contentType, contentEncoding } = one;
  const plain = Buffer.from(one.body ?? '', 'utf8');
  const body = contentEncoding === 'gzip' ? gzipSync('{"query":"mutation { pay }"}') : plain;
  const lines = [
    'Host: app.example',
    ...(contentType === null || method === 'GET' ? [] : [`Content-Type: ${contentType}`]),
    ...(contentEncoding === undefined ? [] : [`Content-Encoding: ${contentEncoding}`]),
    ...(method === 'GET' ? [] : [`Content-Length: ${body.length}`]),
  ];
  const content = body.toString('latin1');
  const { hits, answers } = await send({
    ...scene,
    bytes: `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${content}`,
  });
  const problem = (should: string) => [
    `on record is ${shown(hits)}, should be ${should} (answer ${statusOf(answers[0])})`,
  ];
  if (one.expect !== 'read') return hits.length === 0 ? [] : problem('nothing');
  const [hit, ...more] = hits;
  return hit?.target === target && hit.body === content && more.length === 0
    ? []
    : problem('it once, as it was sent');
}
