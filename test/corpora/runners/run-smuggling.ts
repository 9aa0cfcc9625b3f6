import { readCases, type SmugglingCase, written } from '../cases.ts';
import { recordOf, type Seen, send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

const smuggled = '/orders/1/cancel';

export const runSmuggling: Runner = async ({ upstream, isWanted }) => {
  const gate = await startCorpusGate({
    upstream,
    policy: { ...namedPolicy, trusted: { adminHosts: ['admin.app.example'] } },
  });
  try {
    const outcomes: Outcome[] = [];
    for (const one of readCases('smuggling')) {
      if (!isWanted(one.id)) continue;
      outcomes.push(await judged(one.id, () => judgeBytes(one, { gate, upstream })));
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

/** A site in use: signature and connection are there, so nothing is waited for before a request goes on. */
const before =
  'POST /login HTTP/1.1\r\nHost: app.example\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n';

async function judgeBytes(one: SmugglingCase, scene: Scene): Promise<string[]> {
  await send({ ...scene, bytes: before });
  const bytes = written(one.raw, one.rawTemplate);
  const isRefused = one.expect === 'reject' || one.expect === 'reject-417';
  const seen = await send({
    ...scene,
    bytes,
    answers: one.expect === 'two' ? 2 : 1,
    untilClosed: isRefused,
    // What is left of a refused request must not become the next one, and the next one must not be lost.
    ...(one.expect === 'blocked-one' && {
      then: async (wire) => {
        wire.send('GET /after HTTP/1.1\r\nHost: app.example\r\n\r\n');
        await wire.message().catch(() => undefined);
      },
    }),
  });
  const problems = judgeRecord(one, seen);
  if (isRefused && !seen.isClosed) problems.push('the connection stays open behind the refusal');
  const all = allBytes(scene);
  if (all.includes(smuggled)) problems.push(`the bytes of ${smuggled} reached the application`);
  return problems;
}

function allBytes({ upstream }: Scene): string {
  if (upstream.bytes !== undefined) return upstream.bytes();
  return recordOf(upstream)
    .map(({ method, target, body }) => `${method} ${target} ${body}`)
    .join('\n');
}

function judgeRecord(one: SmugglingCase, { hits, answers }: Seen): string[] {
  const statuses = answers.map(statusOf);
  const problem = (should: string) => [
    `on record is ${shown(hits)}, should be ${should} (answers ${statuses.join(', ') || 'none'})`,
  ];
  const isOnce =
    hits.length === 1 && (one.body === undefined || one.body === '*' || hits[0]?.body === one.body);
  switch (one.expect) {
    case 'reject':
    case 'reject-417':
      return hits.length === 0 ? [] : problem('nothing');
    case 'single':
      return isOnce
        ? []
        : problem(`one request${one.body === undefined ? '' : ` with ${JSON.stringify(one.body)}`}`);
    case 'single-or-reject':
      return isOnce || hits.length === 0 ? [] : problem('one request or nothing');
    case 'two':
      return hits.length === 2 ? [] : problem('two requests');
    case 'blocked-one':
      return hits.every(({ target }) => target === '/after') && hits.length <= 1
        ? []
        : problem('nothing of the refused request');
    case 'no-smuggle':
      return hits.length <= 1 && !hits.some(({ target }) => target.includes(smuggled))
        ? []
        : problem('one request at most, and not the smuggled one');
  }
}
