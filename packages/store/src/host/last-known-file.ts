import type { LastKnown, SigningKey } from '@portcullis/gate';
import { lastKnownShape } from '../record/last-known-shape.ts';
import { json, ShapeError } from '../record/shape.ts';
import { reasonOf } from './file-error.ts';
import { openRegularFile, readText } from './private-file.ts';
import { openSignedText, signText } from './signed-text.ts';
import { statePath } from './state-path.ts';
import { writeAtomically } from './write-atomically.ts';

export interface LastKnownFile {
  read(site: string): Promise<LastKnown | null>;
  write(site: string, state: LastKnown): Promise<void>;
}

export interface LastKnownFileOptions {
  readonly directory: string;
  /** With which states are signed, the active one first; null = for showing only. */
  readonly keys: () => Promise<readonly SigningKey[]> | null;
  readonly onDamaged: (file: string, reason: string) => void;
}

const limitBytes = 64 * 1024 * 1024;

export function createLastKnownFile({ directory, keys, onDamaged }: LastKnownFileOptions): LastKnownFile {
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
        return parse(await openSignedText(await readText(found.handle, limitBytes), await keys()), site);
      } catch (error) {
        onDamaged(path, reasonOf(error));
        return null;
      } finally {
        await found.handle.close();
      }
    },
    async write(site, state) {
      const path = pathOf(site);
      const text = JSON.stringify(state);
      const before = writing.get(site) ?? Promise.resolve();
      const written = before
        .catch(() => undefined)
        .then(async () => {
          const [key = null] = (await keys()) ?? [];
          await writeAtomically(path, await signText(text, key));
        });
      writing.set(site, written);
      await written;
    },
  };
}

function parse(text: string, site: string): LastKnown {
  const state = json(lastKnownShape)(text, 'state');
  if (state.switch.site !== site) {
    throw new ShapeError(`it is the state of the site ${JSON.stringify(state.switch.site.slice(0, 80))}`);
  }
  return state;
}
