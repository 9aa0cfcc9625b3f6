import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf, judgeDamaged, type KeptSite, keepSite, type Outcome } from './damaged-site.ts';
import { createRandom, type ProofOptions, type ProofResult } from './proof.ts';
import { startCalledApplication } from './webhook-calls.ts';

const files = [
  'portcullis.sqlite',
  'portcullis.sqlite-wal',
  'state-default.json',
  'seals-default.jsonl',
] as const;

/**
 * Flips one bit at a random place of the state, of the store with queue and audit, of its log, or of the seals, and starts a server on it:
 * the site stays shut, no webhook arrives otherwise than it came or is missing in silence, no false record passes for true.
 */
export async function proveBitFlips({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const application = await startCalledApplication();
  const violations: string[] = [];
  const outcomes: Record<Outcome, number> = {
    ...{ 'as it was': 0, found: 0, told: 0, hidden: 0, 'did not start': 0 },
  };
  const random = createRandom(count);
  const kept: KeptSite[] = [];
  try {
    kept.push(await keepSite(application, 'killed'), await keepSite(application, 'ended'));
    for (let flip = 1; flip <= count; flip += 1) {
      const from = kept[flip % kept.length];
      if (from === undefined) break;
      const present = files.filter((name) => sizeOf(join(from.directory, name)) > 0);
      // Where most of it lies: what is small gets its turn as well.
      const name = present[flip % 4 === 0 ? random(present.length) : 0] ?? files[0];
      const chosen = flip % 4 === 2 && present.includes(files[1]) ? files[1] : name;
      const copy = copyOf(from);
      try {
        const file = join(copy.path, chosen);
        const bytes = readFileSync(file);
        const at = random(bytes.length);
        const bit = random(8);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        writeFileSync(file, bytes);
        const { problems, outcome } = await judgeDamaged(copy.path, { kept: from, application });
        outcomes[outcome] += 1;
        violations.push(...problems.map((problem) => `${chosen}, bit ${bit} of byte ${at}: ${problem}`));
      } finally {
        copy.remove();
      }
      onProgress?.(flip);
    }
  } finally {
    for (const one of kept) one.remove();
    await application.close();
  }
  const { 'as it was': asItWas, 'did not start': notStarted, found, told, hidden } = outcomes;
  return { violations, facts: { flips: count, asItWas, found, told, hidden, notStarted } };
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
