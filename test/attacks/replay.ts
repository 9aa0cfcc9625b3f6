import type { PolicyInput } from '@portcullis/gate';
import { acceptOf } from '../../packages/server/src/proxy/websocket-handshake.ts';
import { ConnectionClosed, type Message, type Wire } from '../../packages/server/test/proxy/wire.ts';
import { dialFrom, markPath, settle } from '../corpora/exchange.ts';
import { isLeftOut } from '../corpora/start-upstream.ts';
import { plainAnswer, type RawAnswer, sessionOf, whoAmI } from '../corpora/upstreams/raw-upstream.ts';
import type { Hit, RecordingUpstream } from '../corpora/upstreams/upstream.ts';
import { type AttackCase, type AttackFile, bytesOf, policyOf, type Step } from './attack-case.ts';
import { type AttackGate, startAttackGate } from './attack-gate.ts';
import { complaintsAbout } from './judge-record.ts';

/** What one case did. */
export interface Replayed {
  readonly one: AttackCase;
  /** What is not as the case expects. */
  readonly problems: readonly string[];
}

/** Runs every case of a file, one after the other; cases with the same way in and policy share a gate. */
export async function replay(file: AttackFile, cases = file.cases): Promise<readonly Replayed[]> {
  const replayed: Replayed[] = [];
  for (const group of groupsOf(file, cases)) {
    const [first] = group.cases;
    if (first === undefined || isLeftOut(first.upstream ?? 'raw')) continue;
    const gate = await startAttackGate(first, group.policy);
    let mode = '';
    try {
      for (const one of group.cases) {
        const wanted = JSON.stringify([one.mode, one.areas]);
        if (mode !== wanted) await gate.switchTo(one.mode, one.areas);
        replayed.push({ one, problems: await problemsOf(one, gate) });
        mode = one.steps?.some((step) => 'switchTo' in step) ? '' : wanted;
      }
    } finally {
      await gate.close();
    }
  }
  return replayed;
}

interface Group {
  readonly policy: PolicyInput;
  readonly cases: AttackCase[];
}

function groupsOf(file: AttackFile, cases: readonly AttackCase[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const one of cases) {
    const policy = policyOf(file, one);
    const key = JSON.stringify([one.wayIn, one.upstream ?? 'raw', policy]);
    const group = groups.get(key) ?? { policy, cases: [] };
    groups.set(key, group);
    group.cases.push(one);
  }
  return groups.values();
}

async function problemsOf(one: AttackCase, gate: AttackGate): Promise<readonly string[]> {
  try {
    const answers = await play(one, gate);
    const hits = gate.record.hits().filter(({ target }) => target !== markPath && target !== whoAmI);
    return complaintsAbout(one.expect, { hits, answers, bytes: gate.record.bytes?.() ?? '' });
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** Carries out the steps; the answers on all connections, in the order in which they were waited for. */
async function play(one: AttackCase, gate: AttackGate): Promise<readonly (Message | null)[]> {
  const { request = '' } = one;
  const toHead = typeof request === 'string' && request.startsWith('HEAD ');
  const { steps = [{ send: request }, { answers: 1, toHead }] } = one;
  if (gate.upstream !== null && isRaw(gate.upstream)) gate.upstream.answerWith(answerOf(one));
  gate.record.clear();
  const wires = new Map<string, Wire>();
  const answers: (Message | null)[] = [];
  try {
    for (const step of steps) {
      const { on = '' } = step;
      const wire =
        wires.get(on) ?? (await dialFrom(gate.port, one.from === undefined ? {} : { from: one.from }));
      wires.set(on, wire);
      answers.push(...(await take(step, wire, gate)));
    }
    await settle(gate.port, gate.record);
    return answers;
  } finally {
    for (const wire of wires.values()) wire.destroy();
  }
}

async function take(step: Step, wire: Wire, gate: AttackGate): Promise<readonly (Message | null)[]> {
  if ('send' in step) wire.send(await filledIn(bytesOf(step.send), gate));
  else if ('sendHex' in step) wire.send(Buffer.from(step.sendHex, 'hex'));
  else if ('sendText' in step) wire.send(textFrame(step.sendText));
  else if ('until' in step) await wire.until(step.until);
  else if ('end' in step) wire.socket.end();
  else if ('closed' in step) await wire.closed();
  else if ('switchTo' in step) await gate.switchTo(step.switchTo, step.areas);
  else return readAnswers(wire, step);
  return [];
}

async function readAnswers(
  wire: Wire,
  { answers: wanted, toHead = false }: { readonly answers: number; readonly toHead?: boolean },
): Promise<readonly (Message | null)[]> {
  const answers: Message[] = [];
  while (answers.length < wanted) {
    const answer = await wire.message({ toHead }).catch((error: unknown) => {
      if (error instanceof ConnectionClosed) return null;
      throw error;
    });
    if (answer === null) return [...answers, null];
    answers.push(answer);
  }
  return answers;
}

/** `{{session:ROLE}}`: the cookie of somebody with that role; `{{pass:SCOPE}}`: one of a redeemed pass. */
async function filledIn(text: string, gate: AttackGate): Promise<string> {
  let filled = text.replace(/\{\{session:(\w+)\}\}/g, (_, role: string) =>
    sessionOf({ subject: `${role}@example.com`, role }),
  );
  for (const [whole, scope] of filled.matchAll(/\{\{pass:(read|write)\}\}/g)) {
    const pass = await gate.pass(scope === 'write' ? 'write' : 'read', 'pass@example.com');
    filled = filled.replace(whole, pass);
  }
  return filled;
}

/** RFC 6455, 5.2: at most 125 bytes. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

function isRaw(
  upstream: RecordingUpstream,
): upstream is RecordingUpstream & { answerWith(answer: RawAnswer): void } {
  return 'answerWith' in upstream;
}

function answerOf({ app = 'plain' }: AttackCase): RawAnswer {
  if (app === 'plain') return plainAnswer;
  return (hit, socket) => {
    if (hit.target === whoAmI || hit.target === markPath) return plainAnswer(hit, socket);
    if (app !== 'websocket') return app.raw;
    const key = headerOf(hit, 'sec-websocket-key');
    if (headerOf(hit, 'upgrade') === undefined || key === undefined) return plainAnswer(hit, socket);
    return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`;
  };
}

function headerOf({ headers }: Hit, wanted: string): string | undefined {
  return headers?.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
