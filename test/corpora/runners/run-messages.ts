import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { type MessageCase, readCases } from '../cases.ts';
import { send } from '../exchange.ts';
import { type CorpusGate, startCorpusGate } from '../gate.ts';
import type { RecordingUpstream } from '../upstreams/upstream.ts';
import { judged, type Outcome, type Runner } from './runner.ts';

const pageRequest = 'GET / HTTP/1.1\r\nHost: app.example\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n';

/** What operators' text may become besides text. */
const harmless = new Set(['p', 'br', 'strong', 'em', 'a', 'ul', 'ol', 'li', 'code', 'bdi']);

/**
 * Each text stands in every field of the notice, whatever field the case names. The page with it must hold the same
 * elements and attributes as the page with a plain word in its place.
 */
export const runMessages: Runner = async ({ upstream, isWanted }) => {
  const gate = await startCorpusGate({ upstream, policy: {}, mode: 'closed' });
  try {
    const plain = await skeletonOf('word', { gate, upstream });
    if (plain === null) throw new Error('Expected a plain word to be taken');
    const outcomes: Outcome[] = [];
    for (const one of readCases('messages')) {
      if (!isWanted(one.id)) continue;
      outcomes.push(await judged(one.id, () => judgeMessage(one, plain, { gate, upstream })));
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

function judgeMessage(one: MessageCase, plain: readonly string[], scene: Scene): Promise<string[]> {
  if (one.cls === 'header') return judgeHeaders(one, scene);
  return one.cls === 'audit-injection' ? judgeRecord(one, scene) : judgeText(one, plain, scene);
}

/** Reason and message as operators write them make no header line of their own. */
async function judgeHeaders({ value }: MessageCase, scene: Scene): Promise<string[]> {
  await scene.gate.switchTo('closed', { reason: value, notice: { message: { en: value } } });
  const { answers } = await send({ ...scene, bytes: pageRequest });
  const injected = (answers[0]?.headers ?? []).filter(([name]) => /injected/i.test(name));
  return injected.map((line) => `the answer has the line "${line.join(': ')}"`);
}

/** A reason is one record whose text is what was written, and the chain holds. */
async function judgeRecord({ value }: MessageCase, scene: Scene): Promise<string[]> {
  const { gate } = scene;
  const records = async () =>
    (await gate.control.get<{ records: readonly { kind: string; data: string }[] }>('/audit?limit=1000'))
      .records;
  const before = await records();
  const isTaken = await gate.switchTo('closed', { reason: value }).then(
    () => true,
    () => false,
  );
  await send({ ...scene, bytes: `${pageRequest.trimEnd()}\r\nUser-Agent: ${value}\r\n\r\n` });
  const added = (await records()).slice(0, -before.length);
  const problems: string[] = [];
  const changes = added.filter(({ kind }) => kind === 'switch.changed');
  if (changes.length !== (isTaken ? 1 : 0)) {
    problems.push(`${changes.length} records of the change, should be ${isTaken ? 1 : 0}`);
  }
  if (isTaken && !changes.every(({ data }) => data.includes(JSON.stringify(value)))) {
    problems.push('the record does not hold what was written');
  }
  for (const { data } of added) JSON.parse(data);
  const { findings } = await gate.control.post<{ findings: readonly unknown[] }>('/audit/verify', {});
  if (findings.length > 0) problems.push(`the chain is broken: ${JSON.stringify(findings[0])}`);
  return problems;
}

async function judgeText(one: MessageCase, plain: readonly string[], scene: Scene): Promise<string[]> {
  const found = await skeletonOf(one.value, scene);
  // Refused: nothing of it is shown.
  if (found === null) return [];
  const expected = plain.join('\n');
  const got = found.join('\n');
  return got === expected
    ? []
    : [`the page holds other elements than with a plain word: ${firstOther(found, plain)}`];
}

function firstOther(found: readonly string[], plain: readonly string[]): string {
  const at = found.findIndex((text, index) => text !== plain[index]);
  return `${found[at] ?? 'nothing'} instead of ${plain[at] ?? 'nothing'}`;
}

/** Elements and attributes of the page whose notice says `text` everywhere; null when the text is refused. */
async function skeletonOf(text: string, { gate, upstream }: Scene): Promise<string[] | null> {
  let taken = 0;
  const notice: Record<string, unknown> = {};
  for (const [field, value] of [
    ['message', { en: text }],
    ['paused', { en: text }],
    ['stillWorks', { en: text }],
    ['button', { label: { en: text }, url: '/help' }],
  ] as const) {
    const isTaken = await gate.switchTo('closed', { notice: { [field]: value } }).then(
      () => true,
      () => false,
    );
    taken += isTaken ? 1 : 0;
    notice[field] = isTaken
      ? value
      : field === 'button'
        ? { label: { en: 'word' }, url: '/help' }
        : { en: 'word' };
  }
  if (taken === 0) return null;
  await gate.switchTo('closed', { notice });
  const { answers } = await send({
    gate,
    upstream,
    bytes: pageRequest,
  });
  return elementsOf(answers[0]?.body.toString('utf8') ?? '');
}

function elementsOf(html: string): string[] {
  const found: string[] = [];
  const visit = (node: DefaultTreeAdapterMap['node']): void => {
    if ('tagName' in node) {
      const attributes = node.attrs.map(({ name }) => name).sort();
      const isOdd = attributes.some((name) => name.startsWith('on') || name === 'style');
      if (isOdd || !harmless.has(node.tagName)) found.push(`<${[node.tagName, ...attributes].join(' ')}>`);
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return found;
}
