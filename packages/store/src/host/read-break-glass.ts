import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BreakGlass, noBreakGlass } from '@portcullis/gate';
import { breakGlassShape } from '../record/break-glass-shape.ts';
import { json } from '../record/shape.ts';
import { reasonOf, systemCode } from './file-error.ts';
import { directoryProblem } from './file-owner.ts';
import { openRegularFile, readText } from './private-file.ts';

const limitBytes = 1024 * 1024;

/** A file changed this recently may change again within the same tick of the file system's clock. */
const settledAfterMs = 100;

/** Reads break-glass files; one that did not change since the last look costs two looks at the disk. */
export interface BreakGlassReader {
  read(path: string): Promise<BreakGlass>;
}

export function createBreakGlassReader(): BreakGlassReader {
  const seen = new Map<string, { readonly fingerprint: string; readonly content: BreakGlass }>();
  return {
    async read(path) {
      const problem = await directoryProblem(dirname(path));
      if (problem !== null) return damaged(path, problem);
      let fingerprint: string;
      try {
        fingerprint = fingerprintOf(await lstat(path, { bigint: true }));
      } catch (error) {
        seen.delete(path);
        const code = systemCode(error);
        return code === 'ENOENT' ? noBreakGlass : damaged(path, `it cannot be looked at (${code})`);
      }
      const known = seen.get(path);
      if (known?.fingerprint === fingerprint) return known.content;
      const { content, settledAs } = await readNow(path);
      if (settledAs === null) seen.delete(path);
      else seen.set(path, { fingerprint: settledAs, content });
      return content;
    },
  };
}

interface ReadNow {
  readonly content: BreakGlass;
  /** The fingerprint under which the content may be kept; null = look again next time. */
  readonly settledAs: string | null;
}

async function readNow(path: string): Promise<ReadNow> {
  const found = await openRegularFile(path, { anyMode: true });
  if (found.kind === 'absent') return { content: noBreakGlass, settledAs: null };
  if (found.kind === 'unusable') return { content: damaged(path, found.reason), settledAs: null };
  try {
    const stats = await found.handle.stat({ bigint: true });
    const objection = objectionTo(stats);
    const settled = Date.now() - Number(stats.mtimeMs) > settledAfterMs;
    const settledAs = settled ? fingerprintOf(stats) : null;
    if (objection) return { content: damaged(path, objection), settledAs };
    const content = json(breakGlassShape)(await readText(found.handle, limitBytes), 'the file');
    return { content: { ...content, damaged: null }, settledAs };
  } catch (error) {
    return { content: damaged(path, reasonOf(error)), settledAs: null };
  } finally {
    await found.handle.close();
  }
}

/** Its passes are nobody else's to read; that others may not write it was looked at before. */
function objectionTo(stats: BigIntStats): string | null {
  const mode = Number(stats.mode) & 0o777;
  if ((mode & 0o177) !== 0) {
    return `its mode is 0${mode.toString(8)}, expected 0600 or stricter; run chmod 600 on it`;
  }
  return null;
}

function fingerprintOf(stats: BigIntStats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
}

function damaged(path: string, reason: string): BreakGlass {
  return { ...noBreakGlass, damaged: `The break-glass file ${path} is not used: ${reason}` };
}
