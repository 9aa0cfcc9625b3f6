import type { PolicyInput } from '@portcullis/gate';
import { header } from '../../../packages/server/test/proxy/wire.ts';
import { type HeaderLine, readCases, type TokenCase } from '../cases.ts';
import { send, shown } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import { sessionOf } from '../upstreams/raw-upstream.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { adminIdentity, requestOf } from './run-overrides.ts';
import { namedPolicy } from './run-paths.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

const adminHost = 'admin.app.example';
/** The address of this machine that stands for the trusted one of the cases. */
const trustedAddress = '127.0.0.7';

/** The cases let support write with two checks; by default only admins may. */
const policy: PolicyInput = {
  ...namedPolicy,
  ...adminIdentity,
  trusted: {
    adminHosts: [adminHost],
    networks: [{ name: 'office', cidr: `${trustedAddress}/32` }],
  },
  bypass: { write: ['admin', 'support'] },
};

/** What a caller presents, in the words of the file. */
interface Given {
  readonly role?: unknown;
  readonly roleValid?: boolean;
  readonly ip?: string;
  readonly adminHost?: boolean;
  readonly token?: string;
  readonly authProvider?: string;
}

/** Two checks, judged by whether a write arrives. */
export const runTokens: Runner = async ({ upstream, isWanted }) => {
  if (upstream.answerIdentity === undefined) return [];
  const gate = await startCorpusGate({ upstream, policy });
  try {
    const outcomes: Outcome[] = [];
    for (const one of readCases('tokens')) {
      if (!isWanted(one.id)) continue;
      outcomes.push(await judged(one.id, () => judgeChecks(one, { gate, upstream })));
      upstream.answerIdentity('known');
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

async function judgeChecks(one: TokenCase, scene: Scene): Promise<string[]> {
  const given: Given = one.given ?? {};
  if (given.authProvider === 'down') scene.upstream.answerIdentity?.('failure');
  // A subject of its own for each case: what was said of the last one is remembered for a while.
  const subject = `${one.id.toLowerCase()}@example.com`;
  const cookies = [
    ...(given.role === undefined ? [] : [sessionOf({ subject, role: given.role })]),
    ...(given.token === undefined ? [] : [await redeemedPass(scene, subject)]),
  ];
  const headers: HeaderLine[] = [
    ...(given.adminHost === true ? [['Host', adminHost] as const] : []),
    ...(cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')] as const]),
  ];
  const { hits } = await send({
    ...scene,
    ...(given.ip !== undefined && { from: trustedAddress }),
    bytes: requestOf('POST /orders', headers),
  });
  const isGranted = one.expect === 'grant';
  if (hits.length === (isGranted ? 1 : 0)) return [];
  return [`on record is ${shown(hits)}, should be ${isGranted ? 'one write' : 'nothing'}`];
}

/** The cookie of a write pass for somebody, redeemed as the link's page does it. */
async function redeemedPass({ gate, upstream }: Scene, subject: string): Promise<string> {
  const { link } = await gate.control.post<{ readonly link: string }>('/passes', {
    subject,
    scope: 'write',
    ttlMs: 60_000,
    actor: 'corpora',
  });
  const form = `token=${new URL(link).searchParams.get('token') ?? ''}`;
  const lines = `Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}`;
  const { answers } = await send({
    gate,
    upstream,
    bytes: `POST /.well-known/portcullis/pass HTTP/1.1\r\n${lines}\r\n\r\n${form}`,
  });
  const [answer] = answers;
  const cookie = header(answer?.headers ?? [], 'set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`Expected the cookie of a pass, got ${answer?.start}`);
  return cookie;
}
