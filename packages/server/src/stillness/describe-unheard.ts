import type { StoredInstance } from '@portcullis/gate';

/** As instances are judged. */
const graceMs = 1_000;

/**
 * Servers that may know processes of the application which nobody else does, one line each: of one that is silent nobody knows who
 * joined there since, and one of an earlier version keeps what it hears to itself.
 */
export function describeUnheard(instances: readonly StoredInstance[], own: string): readonly string[] {
  return instances
    .filter(({ id }) => id !== own)
    .flatMap((instance) => {
      const { id, host, processId, version, takesProcesses, leaseMs, now, seenAt } = instance;
      const who = `${id} (${host}, process ${processId})`;
      if (takesProcesses === undefined) {
        return [
          `${who} is of version ${version}, which does not tell others of the processes that report to it: bring it up to date`,
        ];
      }
      const silentMs = now - seenAt;
      if (!takesProcesses || silentMs <= leaseMs + graceMs) return [];
      return [
        `${who} was last heard ${Math.round(silentMs / 1_000)} s ago, and may know of some that joined there: let it return, or take it off with portcullis status --remove ${id}`,
      ];
    });
}
