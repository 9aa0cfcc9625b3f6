import type { Mode } from '@portcullis/gate';
import { header, type Message } from '../../../packages/server/test/proxy/wire.ts';
import { readCases } from '../cases.ts';
import { type Seen, send, shown, statusOf } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

interface Judgement {
  /** @default "closed" */
  readonly mode?: Mode;
  /** Start line and headers, each request on its own. */
  readonly requests: readonly string[];
  readonly judge: (answers: readonly Message[]) => readonly string[];
}

/** What each case says in words; nothing of it may be on record. */
const judgements: Readonly<Record<string, Judgement>> = {
  C002: {
    requests: ['GET /app.js HTTP/1.1\r\nAccept: */*\r\nSec-Fetch-Dest: script\r\nSec-Fetch-Mode: no-cors'],
    judge: ([answer]) => [
      ...status(answer, 503),
      ...unless(named(answer, 'content-type').startsWith('text/plain'), 'a plain text', answer),
      ...unless(!textOf(answer).includes('<'), 'no HTML', answer),
    ],
  },
  C003: {
    requests: [
      'GET / HTTP/1.1\r\nAccept: text/html\r\nIf-None-Match: "live", *\r\nIf-Modified-Since: Sat, 01 Jan 2050 00:00:00 GMT',
    ],
    judge: ([answer]) => [
      ...status(answer, 503),
      ...unless(named(answer, 'etag') === '', 'no validator', answer),
    ],
  },
  C010: {
    requests: ['GET /admin/x.css HTTP/1.1'],
    mode: 'read-only',
    judge: ([answer]) => status(answer, 503),
  },
  C016: {
    requests: ['GET / HTTP/1.1\r\nAccept: text/html', 'GET / HTTP/1.1\r\nAccept: application/json'],
    judge: (answers) => [
      ...answers.flatMap((answer) => [
        ...unless(/\baccept\b(?!-)/i.test(named(answer, 'vary')), 'Vary with Accept', answer),
        ...noStore(answer),
      ]),
      ...unless(
        named(answers[0], 'content-type') !== named(answers[1], 'content-type'),
        'two types',
        answers[1],
      ),
    ],
  },
  C021: {
    requests: ['GET /?utm=<script> HTTP/1.1\r\nAccept: text/html'],
    judge: ([answer]) => [
      ...status(answer, 503),
      ...unless(!/utm=|<script/i.test(textOf(answer)), 'nothing of the URL on the page', answer),
    ],
  },
  C022: {
    requests: ['GET /login HTTP/1.1\r\nX-HTTP-Method-Override: POST'],
    mode: 'read-only',
    judge: ([answer]) => [...unless(statusOf(answer) >= 400, 'a refusal', answer), ...noStore(answer)],
  },
  C023: {
    requests: [`GET / HTTP/1.1\r\nCookie: a=${'x'.repeat(12_288)}`],
    mode: 'read-only',
    judge: ([answer]) => [...status(answer, 431), ...noStore(answer)],
  },
  C024: {
    requests: ['GET / HTTP/1.1\r\nAccept-Language: xx\u0001'],
    mode: 'read-only',
    judge: ([answer]) => [...status(answer, 400), ...noStore(answer)],
  },
};

/** Answers of the gate that a cache must not keep or mix up. */
export const runCaching: Runner = async ({ upstream, isWanted }) => {
  const gate = await startCorpusGate({ upstream, policy: namedPolicy });
  try {
    const outcomes: Outcome[] = [];
    for (const { id } of readCases('caching')) {
      const judgement = judgements[id];
      if (judgement === undefined || !isWanted(id)) continue;
      outcomes.push(await judged(id, () => judgeAnswers(judgement, { gate, upstream })));
    }
    return outcomes;
  } finally {
    await gate.close();
  }
};

async function judgeAnswers(
  { mode = 'closed', requests, judge }: Judgement,
  scene: { readonly gate: CorpusGate; readonly upstream: RecordingUpstream },
): Promise<string[]> {
  await scene.gate.switchTo(mode);
  const seen: Seen[] = [];
  for (const request of requests) {
    seen.push(await send({ ...scene, bytes: `${request}\r\nHost: app.example\r\n\r\n` }));
  }
  const hits = seen.flatMap((one) => one.hits);
  const record = hits.length === 0 ? [] : [`on record is ${shown(hits)}, should be nothing`];
  return [...record, ...judge(seen.flatMap(({ answers }) => answers))];
}

function status(answer: Message | undefined, wanted: number): string[] {
  return unless(statusOf(answer) === wanted, String(wanted), answer);
}

function noStore(answer: Message | undefined): string[] {
  return unless(/no-store/.test(named(answer, 'cache-control')), 'Cache-Control: no-store', answer);
}

function unless(holds: boolean, should: string, answer: Message | undefined): string[] {
  if (holds) return [];
  const { start = 'no answer', headers = [] } = answer ?? {};
  const lines = headers.filter(([name]) => /^(?:content-type|cache-control|vary|etag)$/i.test(name));
  return [
    `the answer is "${[start, ...lines.map((line) => line.join(': '))].join('; ')}", should be ${should}`,
  ];
}

function named(answer: Message | undefined, name: string): string {
  return header(answer?.headers ?? [], name) ?? '';
}

function textOf(answer: Message | undefined): string {
  return answer?.body.toString('utf8') ?? '';
}
