import { lstat, unlink } from 'node:fs/promises';
import { PortcullisError } from '@portcullis/gate';
import { systemCode, unwritable } from './file-error.ts';
import { directoryProblem } from './file-owner.ts';
import { createPrivateFile, ensureDirectory, syncDirectory } from './private-file.ts';
import { statePath } from './state-path.ts';

/** Which break-glass passes were used: one empty file each, whose creation only one process can win. */
export interface UsedPasses {
  use(site: string, tokenHash: string): Promise<boolean>;
  isUsed(site: string, tokenHash: string): Promise<boolean>;
  /** For a pass that is no longer in the break-glass file. */
  forget(site: string, tokenHash: string): Promise<void>;
}

const sha256 = /^[0-9a-f]{64}$/;

export function createUsedPasses(directory: string): UsedPasses {
  function markerOf(site: string, tokenHash: string): string {
    if (!sha256.test(tokenHash)) {
      throw new PortcullisError(
        'PORTCULLIS_PASS_REFUSED',
        `A token's hash is 64 lower-case hexadecimal digits, got ${tokenHash.length} characters; hash the token with SHA-256`,
      );
    }
    return statePath({ directory, site, prefix: 'break-glass', suffix: `.${tokenHash}.used` });
  }

  return {
    async use(site, tokenHash) {
      const marker = markerOf(site, tokenHash);
      try {
        await ensureDirectory(directory);
        const isFirst = await createMarker(marker);
        if (isFirst) await syncDirectory(directory);
        return isFirst;
      } catch (cause) {
        throw unwritable(marker, cause);
      }
    },
    async isUsed(site, tokenHash) {
      const marker = markerOf(site, tokenHash);
      // Where others may remove marks, none proves that a pass was not used.
      if ((await directoryProblem(directory)) !== null) return true;
      try {
        await lstat(marker);
        return true;
      } catch (error) {
        // What cannot be seen counts as used: a pass opens only when nothing speaks against it.
        return systemCode(error) !== 'ENOENT';
      }
    },
    async forget(site, tokenHash) {
      await unlink(markerOf(site, tokenHash)).catch(() => undefined);
    },
  };
}

async function createMarker(marker: string): Promise<boolean> {
  try {
    await (await createPrivateFile(marker)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
