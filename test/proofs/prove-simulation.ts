import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/workspace.ts';
import { tellSeeds } from '../simulation/run-seeds.ts';
import type { ProofOptions, ProofResult } from './proof.ts';

interface Progress {
  readonly told: number;
  readonly violations: readonly string[];
  readonly facts: Readonly<Record<string, number>>;
}

const progressFile = join(root, '.portcullis', 'simulation.json');
/** After so many it is written down how far it is: whoever ends it goes on from there. */
const batch = 100;
const nothing: Progress = { told: 0, violations: [], facts: {} };

/** One run takes no longer: the next goes on there. */
const longestMs = 50 * 60_000;

/**
 * Tells the stories of `count` seeds behind those of `npm test`, and goes on where it was ended. What breaks a promise keeps nobody
 * from the rest: all of it is told at the end. After a mend, delete its file to begin anew.
 */
export async function proveSimulation({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  let progress = read();
  // What is over is told anew: the products may be others by now.
  if (progress.told >= count) progress = nothing;
  const endsAt = performance.now() + longestMs;
  while (progress.told < count && performance.now() < endsAt) {
    const size = Math.min(batch, count - progress.told);
    const { violations, facts } = await tellSeeds(1_001 + progress.told, size);
    const sums = Object.entries(facts).map(([name, value]) => [name, (progress.facts[name] ?? 0) + value]);
    progress = {
      told: progress.told + size,
      violations: [...progress.violations, ...violations],
      facts: Object.fromEntries(sums),
    };
    mkdirSync(dirname(progressFile), { recursive: true });
    writeFileSync(progressFile, `${JSON.stringify(progress, null, 2)}\n`);
    onProgress?.(progress.told);
  }
  return progress.told < count ? { ...progress, unfinishedAfter: progress.told } : progress;
}

function read(): Progress {
  try {
    return JSON.parse(readFileSync(progressFile, 'utf8')) as Progress;
  } catch {
    return nothing;
  }
}
