import { remembered } from './remembered.ts';

/** Times as one reader writes them, in the site's time zone. All arguments are milliseconds since 1970. */
export interface Times {
  /** `2:30 PM UTC` */
  readonly time: (at: number) => string;
  /** `2:00 – 2:30 PM UTC`; both on the same day. */
  readonly timeRange: (from: number, to: number) => string;
  /** `Friday, June 12` */
  readonly date: (at: number) => string;
  /** `Fri, June 12, 11:00 PM – Sat, June 13, 1:00 AM UTC` */
  readonly range: (from: number, to: number) => string;
  /** `today`, `tomorrow`, `yesterday`; null for other days. */
  readonly nearDay: (at: number, now: number) => string | null;
  readonly isSameDay: (a: number, b: number) => boolean;
  /** `in 55 minutes`, rounded up so that it is never too early. */
  readonly until: (at: number, now: number) => string;
  readonly capitalised: (text: string) => string;
  readonly list: (items: readonly string[]) => string;
}

export function createTimes(locale: string, timeZone: string): Times {
  return timesOf(`${locale} ${timeZone}`);
}

const timesOf = remembered((key: string) => {
  const space = key.indexOf(' ');
  return build(key.slice(0, space), key.slice(space + 1));
});

/** What Intl can write: year -271821 to 275760. */
export function isWritable(at: number): boolean {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15;
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const dayMs = 24 * 60 * minuteMs;

function build(locale: string, wantedZone: string): Times {
  const timeZone = isTimeZone(wantedZone) ? wantedZone : 'UTC';
  const time = new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const range = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const strict = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  // Days since 1970 on the site's calendar; en-CA writes 2026-06-12.
  const calendar = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone,
  });
  // Every zone is a multiple of 15 minutes away from UTC, so its days begin where a quarter of an hour does.
  const dayOfQuarter = remembered((quarter: number) =>
    Math.round(Date.parse(calendar.format(quarter * quarterMs)) / dayMs),
  );
  const dayNumber = (at: number): number => dayOfQuarter(Math.floor(at / quarterMs));

  return {
    time: remembered((at: number) => plainSpaces(time.format(at))),
    timeRange: rememberedRange((from, to) => plainSpaces(time.formatRange(from, to))),
    date: remembered((at: number) => date.format(at)),
    range: rememberedRange((from, to) => plainSpaces(range.formatRange(from, to))),
    nearDay: (at, now) => {
      const days = dayNumber(at) - dayNumber(now);
      return Math.abs(days) <= 1 ? relative.format(days, 'day') : null;
    },
    isSameDay: (a, b) => dayNumber(a) === dayNumber(b),
    until: (at, now) => {
      const minutes = Math.max(1, Math.ceil((at - now) / minuteMs));
      // To the minute: beside the time of day anything rounder would contradict it.
      if (minutes <= 90) return strict.format(minutes, 'minute');
      if (minutes <= 36 * 60) return strict.format(Math.ceil(minutes / 60), 'hour');
      return strict.format(Math.ceil(minutes / (24 * 60)), 'day');
    },
    capitalised: (text) => {
      const [first = '', ...rest] = text;
      return first.toLocaleUpperCase(locale) + rest.join('');
    },
    list: (items) => list.format(items),
  };
}

function rememberedRange(compute: (from: number, to: number) => string): Times['timeRange'] {
  const ofKey = remembered((key: string) => {
    const [from = Number.NaN, to = Number.NaN] = key.split(' ').map(Number);
    return compute(from, to);
  });
  return (from, to) => ofKey(`${from} ${to}`);
}

/** Thin spaces come from some Intl functions and not from others; terminals and searches trip over them. */
function plainSpaces(text: string): string {
  return text.replace(/[\u2009\u202f]/g, ' ');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // The policy parser reports it; the page must still be written.
  }
}
