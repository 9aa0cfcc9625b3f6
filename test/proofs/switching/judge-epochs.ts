import { isAtLeastAsStrict, type Mode } from '@portcullis/gate';
import type { ArrivalLine, ClaimLine, RecordLine } from './history.ts';

/** An instance has shown that it knows an epoch, at some moment between two. */
interface Sight {
  readonly what: string;
  readonly instance: number;
  readonly epoch: number;
  readonly beganMs: number;
  readonly endedMs: number;
}

export interface EpochLines {
  readonly arrivals: readonly ArrivalLine[];
  readonly claims: readonly ClaimLine[];
  readonly records: readonly RecordLine[];
}

/** I3 and I7: no instance goes back to an epoch, each epoch has one mode, and that is the one which is on record. */
export function judgeEpochs({ arrivals, claims, records }: EpochLines): readonly string[] {
  const requests = arrivals.flatMap(({ id, instance, sentMs, atMs, decision }): Sight[] =>
    decision === null
      ? []
      : [{ what: `request ${id}`, instance, epoch: decision.epoch, beganMs: sentMs, endedMs: atMs }],
  );
  const told = claims.map(
    ({ instance, epoch, askedMs, endedMs }): Sight => ({
      what: `the status at ${Math.round(askedMs)} ms`,
      instance,
      epoch,
      beganMs: askedMs,
      endedMs,
    }),
  );
  return [...wentBack(requests), ...wentBack(told), ...modesOf({ arrivals, claims, records })];
}

/** What began after something else had ended must not know less. Of two at the same time either may be first. */
function wentBack(sights: readonly Sight[]): readonly string[] {
  const violations: string[] = [];
  for (const instance of new Set(sights.map((sight) => sight.instance))) {
    const own = sights.filter((sight) => sight.instance === instance);
    const byBegin = [...own].sort((one, other) => one.beganMs - other.beganMs);
    const byEnd = [...own].sort((one, other) => one.endedMs - other.endedMs);
    let newest: Sight | null = null;
    let ended = 0;
    for (const sight of byBegin) {
      for (let next = byEnd[ended]; next !== undefined && next.endedMs < sight.beganMs; next = byEnd[ended]) {
        if (newest === null || next.epoch > newest.epoch) newest = next;
        ended += 1;
      }
      if (newest !== null && sight.epoch < newest.epoch) {
        violations.push(
          `I3: ${sight.what} at ${instance} knew epoch ${sight.epoch} after ${newest.what} had known ${newest.epoch}`,
        );
      }
    }
  }
  return violations;
}

/**
 * Which epoch a change made is not on record, only on which it was decided: so an epoch has the mode of the newest record before
 * it. A lost lease may only make it stricter.
 */
function modesOf({ arrivals, claims, records }: EpochLines): readonly string[] {
  const byEpoch = [...records].sort((one, other) => one.fromEpoch - other.fromEpoch);
  const known = new Map<number, Mode>();
  const modeOf = (epoch: number): Mode => {
    let mode = known.get(epoch);
    if (mode === undefined) {
      mode = byEpoch.findLast(({ fromEpoch }) => fromEpoch < epoch)?.mode ?? 'open';
      known.set(epoch, mode);
    }
    return mode;
  };
  return [
    ...claims.flatMap(({ epoch, mode, instance }) =>
      mode === modeOf(epoch)
        ? []
        : [`I3: ${instance} said that epoch ${epoch} is ${mode}; on record it is ${modeOf(epoch)}`],
    ),
    ...arrivals.flatMap(({ id, decision }) =>
      decision === null || isAtLeastAsStrict(decision.mode, modeOf(decision.epoch))
        ? []
        : [
            `I7: ${id} was decided as ${decision.mode} by epoch ${decision.epoch}, which is ${modeOf(decision.epoch)} on record`,
          ],
    ),
  ];
}
