import type { PolicyInput } from '@portcullis/gate';
import { type PathCase, readCases, written } from '../cases.ts';
import { send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

/** The policy that `paths.json` names. */
export const namedPolicy: PolicyInput = {
  routes: [
    { match: 'POST /login', exception: true, why: 'named by the corpora' },
    { match: 'POST /status', exception: true, why: 'named by the corpora' },
    { match: '/admin/**', protected: true },
  ],
};

/** Every target is sent with GET and with POST. */
export const runPaths: Runner = async ({ upstream, isWanted }) => {
  const gate = await startCorpusGate({ upstream, policy: namedPolicy });
  try {
    const outcomes: Outcome[] = [];
    for (const one of readCases('paths')) {
      if (!isWanted(one.id)) continue;
      outcomes.push(
        await judged(one.id, async () => [
          ...(await judgeTarget(one, 'GET', { gate, upstream })),
          ...(await judgeTarget(one, 'POST', { gate, upstream })),
        ]),
      );
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

async function judgeTarget(one: PathCase, method: 'GET' | 'POST', scene: Scene): Promise<string[]> {
  const target = written(one.target, one.targetTemplate);
  const framing = method === 'POST' ? 'Content-Length: 3\r\n\r\na=1' : '\r\n';
  const bytes = `${method} ${target} HTTP/1.1\r\nHost: app.example\r\n${framing}`;
  const { hits, answers } = await send({ ...scene, bytes });
  const wanted = one.expect[method];
  const problem = (should: string) => [
    `${method}: on record is ${shown(hits)}, should be ${should} (answer ${statusOf(answers[0])})`,
  ];
  if (wanted !== 'forward') return hits.length === 0 ? [] : problem('nothing');
  const [hit, ...more] = hits;
  const origin = target.replace(/^https?:\/\/[^/]+/, '');
  if (hit === undefined || more.length > 0 || hit.method !== method || hit.target !== origin) {
    return problem('it once, as it was sent');
  }
  if (method === 'POST' && hit.body !== 'a=1') return problem('its body as it was sent');
  // What a server makes of a target counts, not what it looks like.
  if (hit.handler === 'admin') return problem(`no request that ${scene.upstream.name} takes to /admin`);
  if (method === 'POST' && hit.handler === 'other') return problem('no write but to /login and /status');
  return [];
}
