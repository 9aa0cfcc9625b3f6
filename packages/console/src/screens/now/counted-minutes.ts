import type { Traffic } from '../../api/schema.ts';

const minuteMs = 60_000;

/** The minutes that the server has counted in, the one in which it began included. Of others nothing is known. */
export function countedMinutes({ minutes, since }: Pick<Traffic, 'minutes' | 'since'>): Traffic['minutes'] {
  return minutes.filter(({ at }) => at + minuteMs > since);
}

/** The first moment that numbers over the minutes speak of. */
export function countedFrom({ minutes, since }: Pick<Traffic, 'minutes' | 'since'>): number {
  return Math.max(since, minutes[0]?.at ?? since);
}

/** From half a minute before the first moment to half a minute after the last minute, in seconds: bars stand in their middle. */
export function secondsAcross(minutes: Traffic['minutes'], from: number): [number, number] {
  const last = minutes.at(-1)?.at ?? from;
  return [from / 1_000 - 30, last / 1_000 + 30];
}
