import type { StoredInstance } from '@portcullis/gate';
import { isSilent } from '../switching/is-silent.ts';

/**
 * Servers that may know processes of the application which nobody else does, one line each: of one that is silent nobody knows who
 * joined there since, and one of an earlier version keeps what it hears to itself.
 */
export function describeUnheard(instances: readonly StoredInstance[], own: string): readonly string[] {
  return instances
    .filter(({ id }) => id !== own)
    .flatMap((instance) => {
      const { id, host, processId, version, takesProcesses, now, seenAt } = instance;
      const who = `${id} (${host}, process ${processId})`;
      if (takesProcesses === undefined) {
        return [
          `${who} is of version ${version}, which does not tell others of the processes that report to it: bring it up to date`,
        ];
      }
      if (!takesProcesses || !isSilent(instance)) return [];
      return [
        `${who} was last heard ${Math.round((now - seenAt) / 1_000)} s ago, and may know of some that joined there: let it return, or take it off with portcullis status --remove ${id}`,
      ];
    });
}
