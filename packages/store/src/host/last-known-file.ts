import type { LastKnown } from '@portcullis/gate';
import { lastKnownShape } from '../record/last-known-shape.ts';
import { json, ShapeError } from '../record/shape.ts';
import { withChecksum, withoutChecksum } from './checksummed-text.ts';
import { reasonOf } from './file-error.ts';
import { openRegularFile, readText } from './private-file.ts';
import { statePath } from './state-path.ts';
import { writeAtomically } from './write-atomically.ts';

export interface LastKnownFile {
  read(site: string): Promise<LastKnown | null>;
  write(site: string, state: LastKnown): Promise<void>;
}

export interface LastKnownFileOptions {
  readonly directory: string;
  readonly onDamaged: (file: string, reason: string) => void;
}

const limitBytes = 64 * 1024 * 1024;

export function createLastKnownFile({ directory, onDamaged }: LastKnownFileOptions): LastKnownFile {
  /** The last write of each site: a later state must not be overtaken by an earlier one. */
  const writing = new Map<string, Promise<void>>();
  const pathOf = (site: string): string => statePath({ directory, site, prefix: 'state', suffix: '.json' });

  return {
    async read(site) {
      const path = pathOf(site);
      const found = await openRegularFile(path);
      if (found.kind === 'absent') return null;
      if (found.kind === 'unusable') {
        onDamaged(path, found.reason);
        return null;
      }
      try {
        return parse(await readText(found.handle, limitBytes), site);
      } catch (error) {
        onDamaged(path, reasonOf(error));
        return null;
      } finally {
        await found.handle.close();
      }
    },
    async write(site, state) {
      const path = pathOf(site);
      const text = withChecksum(JSON.stringify(state));
      const before = writing.get(site) ?? Promise.resolve();
      const written = before.catch(() => undefined).then(() => writeAtomically(path, text));
      writing.set(site, written);
      await written;
    },
  };
}

function parse(text: string, site: string): LastKnown {
  const state = json(lastKnownShape)(withoutChecksum(text), 'state');
  if (state.switch.site !== site) {
    throw new ShapeError(`it is the state of the site ${JSON.stringify(state.switch.site.slice(0, 80))}`);
  }
  return state;
}
