import { header, type Message } from '../../packages/server/test/proxy/wire.ts';
import { shown, statusOf } from '../corpora/exchange.ts';
import type { Hit } from '../corpora/upstreams/upstream.ts';
import type { Expectation, Reached } from './attack-case.ts';

/** What came of a case. */
export interface Record {
  readonly hits: readonly Hit[];
  /** Null = closed without one. */
  readonly answers: readonly (Message | null)[];
  /** All that the application got, where somebody listens. */
  readonly bytes: string;
}

/** What is not as expected; the application's record counts before any status. */
export function complaintsAbout(expected: Expectation, { hits, answers, bytes }: Record): readonly string[] {
  const { reaches, never = [], neverBytes = [], status, statuses, neverAnswers = [] } = expected;
  const complaints: string[] = [];
  const found = `on record is ${shown(hits)} (answers ${answers.map(statusOrNone).join(', ')})`;
  if (reaches !== undefined) {
    const wanted = reaches === false ? [] : [reaches].flat();
    const isAll = wanted.length === hits.length && wanted.every((one, index) => fits(hits[index], one));
    if (!isAll) complaints.push(`${found}, should be ${JSON.stringify(wanted)}`);
  }
  for (const one of never) {
    if (hits.some((hit) => fits(hit, one)))
      complaints.push(`${found}, should never be ${JSON.stringify(one)}`);
  }
  for (const text of neverBytes) {
    if (bytes.includes(text)) complaints.push(`the application got ${JSON.stringify(text)}; ${found}`);
  }
  const all = answers.map(statusOrNone);
  if (status !== undefined && !status.includes(all[0] ?? 0))
    complaints.push(`answered ${all[0]}, not ${status}`);
  if (statuses !== undefined && statuses.join() !== all.join())
    complaints.push(`answered ${all}, not ${statuses}`);
  const [first] = answers;
  for (const [name, value] of Object.entries(expected.answers ?? {})) {
    const seen = header(first?.headers ?? [], name) ?? null;
    if (seen !== value) complaints.push(`the answer's ${name} is ${seen}, not ${value}`);
  }
  for (const text of neverAnswers) {
    const isTold = answers.some((answer) => answer !== null && textOf(answer).includes(text));
    if (isTold) complaints.push(`an answer tells ${JSON.stringify(text)}`);
  }
  return complaints;
}

function statusOrNone(answer: Message | null): number {
  return answer === null ? 0 : statusOf(answer);
}

function textOf({ start, headers, body }: Message): string {
  return [start, ...headers.map((line) => line.join(': ')), body.toString('latin1')].join('\n');
}

function fits(hit: Hit | undefined, { method, target, body, headers = {} }: Reached): boolean {
  return (
    hit !== undefined &&
    (method === undefined || hit.method === method) &&
    (target === undefined || hit.target === target) &&
    (body === undefined || hit.body === body) &&
    Object.entries(headers).every(([name, value]) => valueOfHeader(hit, name, value === null) === value)
  );
}

/** By its name; by any spelling that some server makes of it where it must not be there. */
function valueOfHeader({ headers }: Hit, wanted: string, byAlias: boolean): string | null {
  const nameOf = (name: string) => (byAlias ? name.replace(/[^a-z\d]/gi, '-') : name).toLowerCase();
  const values = (headers ?? []).filter(([name]) => nameOf(name) === wanted).map(([, value]) => value);
  return values.length === 0 ? null : values.join(' | ');
}
