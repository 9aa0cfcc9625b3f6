import type { Switch } from '../model/switch.ts';
import type { Reader } from './reader.ts';
import { isWritable } from './times.ts';

/** When the site is expected back, seen from now. */
export type ExpectedReturn =
  | { readonly kind: 'unknown'; readonly nextUpdateAt: number | null }
  | {
      readonly kind: 'between';
      readonly earliest: number;
      readonly latest: number;
      readonly nextUpdateAt: number | null;
    }
  | { readonly kind: 'around'; readonly latest: number; readonly nextUpdateAt: number | null }
  /** The earliest moment has passed, the latest has not. */
  | { readonly kind: 'by'; readonly latest: number; readonly nextUpdateAt: number | null }
  | { readonly kind: 'overdue'; readonly latest: number; readonly nextUpdateAt: number | null };

/** An announced end counts as expected when nothing else was said. Times that cannot be written are unknown. */
export function expectedReturn(state: Pick<Switch, 'expected' | 'expires'>, nowMs: number): ExpectedReturn {
  const expiresAt = state.expires?.at ?? null;
  const expected =
    state.expected ??
    (expiresAt === null ? null : { earliest: expiresAt, latest: expiresAt, nextUpdateAt: null });
  const next = expected?.nextUpdateAt ?? null;
  const nextUpdateAt = next !== null && isWritable(next) && next > nowMs ? next : null;
  if (expected === null || !isWritable(expected.earliest) || !isWritable(expected.latest)) {
    return { kind: 'unknown', nextUpdateAt };
  }
  const latest = Math.max(expected.earliest, expected.latest);
  const earliest = Math.min(expected.earliest, expected.latest);
  if (latest <= nowMs) return { kind: 'overdue', latest, nextUpdateAt };
  if (latest - earliest < 60_000) return { kind: 'around', latest, nextUpdateAt };
  if (earliest <= nowMs) return { kind: 'by', latest, nextUpdateAt };
  return { kind: 'between', earliest, latest, nextUpdateAt };
}

/** `2:00 – 2:30 PM UTC today`, `by 2:30 PM UTC on Friday, June 12`; null when no end is known or it has passed. */
export function whenBack(reader: Reader, expected: ExpectedReturn, nowMs: number): string | null {
  const { times } = reader;
  switch (expected.kind) {
    case 'unknown':
    case 'overdue':
      return null;
    case 'between': {
      const { earliest, latest } = expected;
      if (!times.isSameDay(earliest, latest)) return times.range(earliest, latest);
      return reader.say('whenBetween', {
        time: times.timeRange(earliest, latest),
        day: dayPhrase(reader, latest, nowMs),
      });
    }
    case 'around':
      return moment(reader, 'whenAround', { at: expected.latest, nowMs });
    case 'by':
      return moment(reader, 'whenBy', { at: expected.latest, nowMs });
  }
}

/** A moment in a sentence: `2:30 PM UTC today`. */
export function momentPhrase(reader: Reader, at: number, nowMs: number): string {
  return isWritable(at) ? moment(reader, 'whenBetween', { at, nowMs }) : reader.say('endUnknown');
}

/** The line below: how long at most, or what is known instead. */
export function backHints(reader: Reader, expected: ExpectedReturn, nowMs: number): readonly string[] {
  const { times } = reader;
  const hints: string[] = [];
  switch (expected.kind) {
    case 'unknown':
      if (expected.nextUpdateAt === null) hints.push(reader.say('endUnknownHint'));
      break;
    case 'overdue':
      if (expected.nextUpdateAt === null) hints.push(reader.say('overdueHint'));
      break;
    case 'around':
      hints.push(`${times.capitalised(times.until(expected.latest, nowMs))}.`);
      break;
    case 'between':
    case 'by': {
      const relative = times.until(expected.latest, nowMs);
      hints.push(`${times.capitalised(reader.say('atTheLatest', { relative }))}.`);
    }
  }
  if (expected.nextUpdateAt !== null) {
    const when = moment(reader, 'whenBy', { at: expected.nextUpdateAt, nowMs });
    hints.push(reader.say('nextUpdate', { when }));
  }
  return hints;
}

/** What stands in large letters. */
export function backHeadline(reader: Reader, expected: ExpectedReturn, nowMs: number): string {
  const when = whenBack(reader, expected, nowMs);
  if (when !== null) return reader.times.capitalised(when);
  return reader.say(expected.kind === 'overdue' ? 'overdue' : 'endUnknown');
}

function moment(
  reader: Reader,
  key: 'whenAround' | 'whenBy' | 'whenBetween',
  { at, nowMs }: { at: number; nowMs: number },
): string {
  return reader.say(key, { time: reader.times.time(at), day: dayPhrase(reader, at, nowMs) });
}

function dayPhrase(reader: Reader, at: number, nowMs: number): string {
  return reader.times.nearDay(at, nowMs) ?? reader.say('dayOn', { date: reader.times.date(at) });
}
