import { PortcullisError } from '@portcullis/gate';

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const longestMs = 365 * 86_400_000;

/** `90s`, `30m`, `1h`, `1h30m`, `2d` as milliseconds. */
export function parseDuration(text: string, option: string): number {
  const parts = [...text.matchAll(/(\d+)\s*([smhd])/g)];
  const total = parts.reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (unitsMs[unit] ?? 0),
    0,
  );
  const understood = parts.map(([part]) => part).join('') === text.replace(/(?<=[smhd])\s+/g, '');
  if (!understood || total <= 0 || total > longestMs) {
    const bounds = understood && parts.length > 0 ? ', longer than nothing and at most 365d' : '';
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${option}: expected a duration such as 30m, 1h30m or 2d${bounds}, got ${JSON.stringify(text)}.`,
    );
  }
  return total;
}

/** Like `parseDuration`, within bounds that are named as people write them: `1m`, `24h`. */
export function parseDurationWithin(
  text: string,
  option: string,
  { least, most }: { readonly least: string; readonly most: string },
): number {
  const durationMs = parseDuration(text, option);
  if (durationMs >= parseDuration(least, option) && durationMs <= parseDuration(most, option))
    return durationMs;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `${option}: expected ${least} to ${most}, got ${JSON.stringify(text)}.`,
  );
}

/** `18:30` (next time the local clock shows it) or an ISO date such as `2026-11-22T06:00`, as milliseconds since 1970. */
export function parseMoment(
  text: string,
  { option, nowMs }: { readonly option: string; readonly nowMs: number },
): number {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60) {
    const moment = new Date(nowMs);
    moment.setHours(Number(clock[1]), Number(clock[2]), 0, 0);
    if (moment.getTime() <= nowMs) moment.setDate(moment.getDate() + 1);
    return moment.getTime();
  }
  const isIso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$/.test(text);
  const at = isIso ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${option}: expected a time such as 18:30 or 2026-11-22T06:00, got ${JSON.stringify(text)}.`,
    );
  }
  if (at <= nowMs) throw new PortcullisError('PORTCULLIS_USAGE', `${option}: ${text} has passed already.`);
  return at;
}

/** `08:03` on the local clock, as `--until` takes it; with its date unless that is today. */
export function clockTime(at: number, nowMs: number): string {
  const [moment, now] = [new Date(at), new Date(nowMs)];
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  if (moment.toDateString() === now.toDateString()) return time;
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${time}`;
}

/** `4 min`, `1 h 20 min`, `2 d 3 h`: a duration for people. */
export function describeDuration(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000);
  if (minutes < 1) return `${Math.max(0, Math.round(durationMs / 1_000))} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
