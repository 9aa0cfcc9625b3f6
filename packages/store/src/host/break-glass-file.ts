import { unlink } from 'node:fs/promises';
import type { BreakGlass, BreakGlassPass, Override } from '@portcullis/gate';
import type { BreakGlassContent } from '../record/break-glass-shape.ts';
import { systemCode, unwritable } from './file-error.ts';
import { withFileLock } from './file-lock.ts';
import { ensureDirectory, syncDirectory } from './private-file.ts';
import { createBreakGlassReader } from './read-break-glass.ts';
import { statePath } from './state-path.ts';
import type { UsedPasses } from './used-passes.ts';
import { writeAtomically } from './write-atomically.ts';

export interface BreakGlassFile {
  read(site: string): Promise<BreakGlass>;
  writeOverride(site: string, override: Override): Promise<void>;
  clearOverride(site: string): Promise<void>;
  addPass(site: string, pass: BreakGlassPass): Promise<void>;
  writeDryRun(site: string, token: string): Promise<void>;
  clearDryRun(site: string): Promise<void>;
}

export interface BreakGlassFileOptions {
  readonly directory: string;
  readonly usedPasses: UsedPasses;
  readonly wallMs: () => number;
}

export function createBreakGlassFile(options: BreakGlassFileOptions): BreakGlassFile {
  const { directory, usedPasses, wallMs } = options;
  const reader = createBreakGlassReader();
  const pathOf = (site: string): string =>
    statePath({ directory, site, prefix: 'break-glass', suffix: '.json' });

  /** A damaged file cannot be edited, only replaced: who breaks the glass must not be stopped by it. */
  async function edit(
    site: string,
    change: (content: BreakGlassContent) => BreakGlassContent,
  ): Promise<void> {
    const path = pathOf(site);
    const lock = statePath({ directory, site, prefix: 'break-glass', suffix: '.lock' });
    await withFileLock(lock, async () => {
      const { damaged: _, ...content } = await createBreakGlassReader().read(path);
      await save(path, change(content));
    });
  }

  async function save(path: string, content: BreakGlassContent): Promise<void> {
    if (content.override !== null || content.passes.length > 0 || content.dryRun !== null) {
      await writeAtomically(path, `${JSON.stringify(content, null, 2)}\n`);
      return;
    }
    try {
      await ensureDirectory(directory);
      await unlink(path).catch((error: unknown) => {
        if (systemCode(error) !== 'ENOENT') throw error;
      });
      await syncDirectory(directory);
    } catch (cause) {
      throw unwritable(path, cause);
    }
  }

  return {
    async read(site) {
      const content = await reader.read(pathOf(site));
      if (content.passes.length === 0) return content;
      const passes = await Promise.all(
        content.passes.map(async (pass) => ({
          ...pass,
          redeemed: pass.redeemed || (await usedPasses.isUsed(site, pass.tokenHash)),
        })),
      );
      return { ...content, passes };
    },
    writeOverride: (site, override) => edit(site, (content) => ({ ...content, override })),
    clearOverride: (site) => edit(site, (content) => ({ ...content, override: null })),
    async addPass(site, pass) {
      const now = wallMs();
      const dropped: BreakGlassPass[] = [];
      await edit(site, (content) => {
        dropped.push(...content.passes.filter(({ expiresAt }) => expiresAt <= now));
        const kept = content.passes.filter(({ expiresAt }) => expiresAt > now);
        return { ...content, passes: [...kept, pass] };
      });
      // Only now: while a pass stands in the file its mark must stand beside it.
      for (const { tokenHash } of dropped) await usedPasses.forget(site, tokenHash);
    },
    writeDryRun: (site, token) => edit(site, (content) => ({ ...content, dryRun: token })),
    clearDryRun: (site) => edit(site, (content) => ({ ...content, dryRun: null })),
  };
}
