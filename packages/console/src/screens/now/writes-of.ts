import type { InstanceStanding } from '../../api/schema.ts';

export interface WriteInFlight {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly ageMs: number;
  readonly instance: string;
}

/** The writes in flight that instances name, over all of them, the oldest first. */
export function writesOf(standings: readonly InstanceStanding[]): WriteInFlight[] {
  return standings
    .flatMap(({ instance }) =>
      instance.writesInFlight.map((write, index) => ({
        ...write,
        instance: instance.id,
        key: `${instance.id} ${index}`,
      })),
    )
    .sort((a, b) => b.ageMs - a.ageMs);
}
