import { openRegularFile } from './private-file.ts';
import { statePath } from './state-path.ts';
import { writeAtomically } from './write-atomically.ts';

/** Which servers had a state directory: one at a time has it, so those before are gone. */
export interface InstanceMemory {
  /**
   * Their ids, the last one at the end; empty when there is no file, or none that can be read. Throws when others may write to the
   * directory.
   */
  read(): Promise<readonly string[]>;
  /** Throws PORTCULLIS_STATE_UNWRITABLE when the directory cannot be written. */
  write(ids: readonly string[]): Promise<void>;
}

export interface InstanceMemoryOptions {
  /** The state directory. */
  readonly directory: string;
  readonly site: string;
}

/** There are as many only where so many servers began, one after the other, and none of them reached its store. */
const mostKept = 50;

export function createInstanceMemory({ directory, site }: InstanceMemoryOptions): InstanceMemory {
  const path = statePath({ directory, site, prefix: 'instances', suffix: '.txt' });
  return {
    async read() {
      const found = await openRegularFile(path);
      if (found.kind !== 'opened') return [];
      try {
        return linesOf(await found.handle.readFile('utf8'));
      } catch {
        return [];
      } finally {
        await found.handle.close();
      }
    },
    write: (ids) =>
      writeAtomically(
        path,
        ids
          .slice(-mostKept)
          .map((id) => `${id}\n`)
          .join(''),
      ),
  };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
