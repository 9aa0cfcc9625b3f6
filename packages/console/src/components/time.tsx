import type { ReactNode } from 'react';
import { useNow } from '../environment/ticking.ts';
import { useTexts } from '../texts/texts-context.tsx';

export interface TimeProps {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The end of a range that begins at `at`. */
  readonly until?: number;
  /** `beside`: UTC in small. `hover`: UTC when it is pointed at, for tables. @default beside */
  readonly utc?: 'beside' | 'hover';
  /** With how long ago it was, or how long it takes. @default false */
  readonly hasDistance?: boolean;
  /** Seconds as well, where several things happen in a minute. @default false */
  readonly isExact?: boolean;
}

/** A time in the zone of whoever looks, with UTC, which is what the logs say. */
export function Time({
  at,
  until = at,
  utc = 'beside',
  hasDistance = false,
  isExact = false,
}: TimeProps): ReactNode {
  const { texts, format } = useTexts();
  const nowMs = useNow(hasDistance ? 1 : 60);
  const times = at === until ? [at] : [at, until];
  const say = (write: (time: number, now: number) => string) =>
    times.map((time) => write(time, nowMs)).join(' – ');
  const inUtc = `${say(format.timeInUtc)} ${texts.common.utc}`;
  const beside = [
    ...(utc === 'beside' ? [inUtc] : []),
    ...(hasDistance ? [format.relative(isJustAhead(until, nowMs) ? nowMs : until, nowMs)] : []),
  ];
  return (
    <span className="time">
      <time
        {...(at === until && { dateTime: new Date(at).toISOString() })}
        title={`${times.map(format.dateTime).join(' – ')} · ${inUtc}`}
      >
        {say(isExact ? format.exactTime : format.time)}
      </time>
      {beside.length > 0 && <span className="time-beside">{beside.join(' · ')}</span>}
    </span>
  );
}

/** The clock ticks once a second: what has just happened is not about to. */
function isJustAhead(at: number, nowMs: number): boolean {
  return at > nowMs && at - nowMs < 1_500;
}
