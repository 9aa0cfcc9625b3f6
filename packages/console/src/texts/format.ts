/** Numbers, times and durations as the readers of one locale write them. Times are milliseconds since 1970. */
export interface Format {
  readonly number: (value: number) => string;
  /** `02:14`; with the date where it is not `now`'s day, and the year where it is another. */
  readonly time: (at: number, now: number) => string;
  /** The same with seconds. */
  readonly exactTime: (at: number, now: number) => string;
  /** As `time` is, in UTC, without saying so. */
  readonly timeInUtc: (at: number, now: number) => string;
  /** `02:14:30`, for what follows within seconds. */
  readonly clock: (at: number) => string;
  /** `21 November 2025 at 02:14`. */
  readonly dateTime: (at: number) => string;
  /** `0.4s`, `3 min`, `2 hr 5 min`; the two largest units. */
  readonly duration: (ms: number) => string;
  /** `3 minutes ago`, `in 2 hours`. */
  readonly relative: (at: number, now: number) => string;
  /** `Deutsch`, `français` in the words of the locale. */
  readonly languageName: (tag: string) => string;
  /** `one, two and three`. */
  readonly list: (items: readonly string[]) => string;
  /** `one, two or three`. */
  readonly either: (items: readonly string[]) => string;
  /** The name of the local zone: `CET`. */
  readonly zone: (at: number) => string;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const units = [
  ['day', day],
  ['hour', hour],
  ['minute', minute],
  ['second', second],
] as const;

/** `timeZone` is for tests. @default the zone of this computer */
export function createFormat(locale: string, timeZone?: string): Format {
  const dateFormat = (options: Intl.DateTimeFormatOptions, zone = timeZone) =>
    once(
      () => new Intl.DateTimeFormat(locale, { ...options, ...(zone !== undefined && { timeZone: zone }) }),
    );
  const minutes = { hour: '2-digit', minute: '2-digit' } as const;
  const seconds = { ...minutes, second: '2-digit' } as const;
  const timeIn = (clock: Intl.DateTimeFormatOptions, zone?: string) => {
    const dayAndClock = { day: 'numeric', month: 'short', ...clock } as const;
    const days = dateFormat({ year: 'numeric', month: 'numeric', day: 'numeric' }, zone);
    const years = dateFormat({ year: 'numeric' }, zone);
    const today = dateFormat(clock, zone);
    const thisYear = dateFormat(dayAndClock, zone);
    const otherYears = dateFormat({ year: 'numeric', ...dayAndClock }, zone);
    return (at: number, now: number): string => {
      if (days().format(at) === days().format(now)) return today().format(at);
      return (years().format(at) === years().format(now) ? thisYear() : otherYears()).format(at);
    };
  };
  const numbers = once(() => new Intl.NumberFormat(locale));
  const clocks = dateFormat(seconds);
  const dateTimes = dateFormat({ dateStyle: 'long', timeStyle: 'short' });
  const zones = dateFormat({ timeZoneName: 'short' });
  const relativeTimes = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const amounts = new Map(
    units.map(([unit]) => {
      const unitDisplay = unit === 'second' ? 'narrow' : 'short';
      return [unit, once(() => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay }))];
    }),
  );
  const lists = once(() => new Intl.ListFormat(locale));
  const choices = once(() => new Intl.ListFormat(locale, { type: 'disjunction' }));
  const names = once(() => new Intl.DisplayNames(locale, { type: 'language' }));
  const amount = (unit: (typeof units)[number][0], value: number): string =>
    amounts.get(unit)?.().format(value) ?? '';
  return {
    number: (value) => numbers().format(value),
    time: timeIn(minutes),
    exactTime: timeIn(seconds),
    timeInUtc: timeIn(minutes, 'UTC'),
    clock: (at) => clocks().format(at),
    dateTime: (at) => dateTimes().format(at),
    duration(ms) {
      if (ms < second) return amount('second', Math.max(0, Math.floor(ms / 100) / 10));
      const first = units.findIndex(([, length]) => ms >= length);
      const [unit, length] = units[first] ?? ['second', second];
      const whole = Math.floor(ms / length);
      const next = units[first + 1];
      const rest = next === undefined ? 0 : Math.floor((ms - whole * length) / next[1]);
      // Seconds beside minutes are noise.
      if (next === undefined || next[0] === 'second' || rest === 0) return amount(unit, whole);
      return `${amount(unit, whole)} ${amount(next[0], rest)}`;
    },
    relative(at, now) {
      const difference = at - now;
      // To the nearest: 3 hours and 58 minutes are 4 hours, and 59.8 minutes are an hour.
      const isAtLeast = ([, size]: (typeof units)[number], at: number) =>
        Math.abs(difference) >= size - (units[at + 1]?.[1] ?? 0) / 2;
      const [unit, length] = units.find(isAtLeast) ?? ['second', second];
      return relativeTimes().format(Math.round(difference / length), unit);
    },
    languageName: (tag) => names().of(tag) ?? tag,
    list: (items) => lists().format(items),
    either: (items) => choices().format(items),
    zone: (at) =>
      zones()
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '',
  };
}

/** Made when it is needed first: each kind of them reads tables of its own, and a start says little. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
