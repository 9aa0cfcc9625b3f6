import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHostState, loadSecret } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { copyOf, judgeDamaged, type KeptSite, keepSite, withoutUsableStore } from './damaged-site.ts';
import type { ProofOptions, ProofResult } from './proof.ts';
import { type CalledApplication, startCalledApplication } from './webhook-calls.ts';

export interface TornProofOptions extends ProofOptions {
  /** Only each so manieth byte. @default 1 */
  readonly stride?: number;
}

const site = 'default';
const stateFile = 'state-default.json';
const sealFile = 'seals-default.jsonl';

/**
 * Cuts the state, the seals and the store's log off at every byte of their last record, or of their last `count` transactions: what
 * is read is what was there before it or with it, never a part, and what is written next is whole.
 */
export async function proveTornFiles({
  count,
  stride = 1,
  onProgress,
}: TornProofOptions): Promise<ProofResult> {
  const application = await startCalledApplication();
  const kept = await keepSite(application, 'killed');
  const copy = copyOf(kept);
  try {
    const state = await cutState(copy.path, stride);
    const seals = await cutSeals(copy.path, stride);
    const log = await cutLog(copy.path, { transactions: count, stride, onProgress });
    const served = await serveCut(kept, { application, ends: log.ends });
    return {
      violations: [...state.problems, ...seals.problems, ...log.problems, ...served.problems],
      facts: { state: state.cuts, seals: seals.cuts, log: log.cuts, served: served.cuts },
    };
  } finally {
    copy.remove();
    kept.remove();
    await application.close();
  }
}

/**
 * The state on the disk is deleted, emptied, replaced by a folder, by a link, by an older copy, beside a store that is there and beside
 * one that cannot be used, `count` times each: the site stays shut.
 */
export async function proveLostState({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const application = await startCalledApplication();
  const kept = await keepSite(application, 'ended');
  const problems: string[] = [];
  const facts = { withStore: 0, withoutStore: 0 };
  const damages: Readonly<Record<string, (file: string) => void>> = {
    deleted: (file) => rmSync(file),
    empty: (file) => writeFileSync(file, ''),
    'a folder': (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    'a link': (file) => {
      renameSync(file, `${file}.elsewhere`);
      writeFileSync(`${file}.elsewhere`, kept.olderState);
      symlinkSync(`${file}.elsewhere`, file);
    },
    older: (file) => writeFileSync(file, kept.olderState),
  };
  try {
    for (let turn = 1; turn <= count; turn += 1) {
      for (const [name, damage] of Object.entries(damages)) {
        for (const isStoreThere of [true, false]) {
          // Where the store is gone and the state is an older one, nobody is left who knows: LIMITS.md.
          if (!isStoreThere && name === 'older') continue;
          const copy = copyOf(kept);
          try {
            damage(join(copy.path, stateFile));
            if (!isStoreThere) withoutUsableStore(copy.path);
            const judged = await judgeDamaged(copy.path, { kept, application });
            const lies = judged.problems.map((problem) => `${name}, store ${isStoreThere}: ${problem}`);
            problems.push(...lies);
            if (judged.outcome === 'did not start')
              problems.push(`${name}: it did not start: ${judged.said}`);
            if (isStoreThere && judged.said !== '') problems.push(`${name}: ${judged.said}`);
            facts[isStoreThere ? 'withStore' : 'withoutStore'] += 1;
          } finally {
            copy.remove();
          }
        }
      }
      onProgress?.(turn);
    }
  } finally {
    kept.remove();
    await application.close();
  }
  return { violations: problems, facts };
}

async function cutState(directory: string, stride: number) {
  const file = join(directory, stateFile);
  const whole = readFileSync(file);
  const { current } = await loadSecret({ directory, create: false });
  const host = createHostState({ directory, secrets: [current] });
  const expected = JSON.stringify(await host.readLastKnown(site));
  const problems: string[] = [];
  let cuts = 0;
  for (let length = 0; length < whole.length; length += stride) {
    cuts += 1;
    writeFileSync(file, whole.subarray(0, length));
    const found = await host.readLastKnown(site);
    if (found !== null && JSON.stringify(found) !== expected)
      problems.push(`state of ${length} bytes: believed`);
  }
  writeFileSync(file, whole);
  return { problems, cuts };
}

async function cutSeals(directory: string, stride: number) {
  const file = join(directory, sealFile);
  const whole = readFileSync(file);
  const before = whole.subarray(0, whole.length - 1).lastIndexOf(0x0a) + 1;
  const host = createHostState({ directory });
  const all = await host.seals(site);
  const last = all.at(-1);
  const problems: string[] = [];
  let cuts = 0;
  for (let length = before; length < whole.length && last !== undefined; length += stride) {
    cuts += 1;
    writeFileSync(file, whole.subarray(0, length));
    const found = await host.seals(site);
    const isWhole = found.length === all.length && length === whole.length - 1;
    const expected = isWhole ? all : all.slice(0, -1);
    if (JSON.stringify(found) !== JSON.stringify(expected))
      problems.push(`seals of ${length} bytes: ${found.length}`);
    // A process of its own would write the next one: it remembers nothing of this one.
    const next = { ...last, sequence: last.sequence + 1 };
    await createHostState({ directory }).seal(site, next);
    const after = await host.seals(site);
    if (JSON.stringify(after) !== JSON.stringify([...expected, next])) {
      problems.push(`seals of ${length} bytes: the next one is not whole`);
    }
  }
  writeFileSync(file, whole);
  return { problems, cuts };
}

interface CutLogOptions {
  readonly transactions: number;
  readonly stride: number;
  readonly onProgress: ProofOptions['onProgress'];
}

/** What is read of a log that is cut off is what its last whole transaction left. */
async function cutLog(directory: string, { transactions, stride, onProgress }: CutLogOptions) {
  const file = join(directory, 'portcullis.sqlite-wal');
  const main = readFileSync(join(directory, 'portcullis.sqlite'));
  const whole = readFileSync(file);
  const ends = commitEnds(whole);
  const problems: string[] = [];
  const read = async (length: number): Promise<string> => {
    const copy = join(directory, 'cut');
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { mode: 0o700 });
    writeFileSync(join(copy, 'portcullis.sqlite'), main);
    writeFileSync(join(copy, 'portcullis.sqlite-wal'), whole.subarray(0, length));
    const store = createSqliteStore({ file: join(copy, 'portcullis.sqlite') });
    try {
      await store.switch.version(site);
    } finally {
      await store.close();
    }
    return contentOf(join(copy, 'portcullis.sqlite'));
  };
  let cuts = 0;
  const chosen = ends.slice(-transactions - 1);
  for (const [index, end] of chosen.entries()) {
    const next = chosen[index + 1];
    if (next === undefined) break;
    const expected = await read(end);
    for (let length = end + 1; length < next; length += stride) {
      cuts += 1;
      if ((await read(length)) !== expected)
        problems.push(`log of ${length} bytes: not what stood before ${next}`);
    }
    onProgress?.(index + 1);
  }
  return { problems, cuts, ends: chosen };
}

/** Of the offsets where whole transactions end: frames with the size of the database in their head (sqlite.org/fileformat2, 4.1). */
function commitEnds(log: Buffer): number[] {
  const pageBytes = log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  const ends: number[] = [];
  for (let at = 32; at + 24 + pageBytes <= log.length; at += 24 + pageBytes) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    if (log.readUInt32BE(at + 4) > 0) ends.push(at + 24 + pageBytes);
  }
  return ends;
}

function contentOf(file: string): string {
  const database = new DatabaseSync(file);
  try {
    const tables = database
      .prepare("select name from sqlite_schema where type = 'table' order by name")
      .all();
    return JSON.stringify(
      tables.map(({ name }) => database.prepare(`select * from "${String(name)}"`).all()),
    );
  } finally {
    database.close();
  }
}

/** A real server on some of the cuts: the site stays shut, whatever its store forgot. */
async function serveCut(
  kept: KeptSite,
  { application, ends }: { readonly application: CalledApplication; readonly ends: readonly number[] },
) {
  const problems: string[] = [];
  let cuts = 0;
  for (const end of ends.filter((_, index) => index % Math.ceil(ends.length / 5) === 0)) {
    const copy = copyOf(kept);
    try {
      truncateSync(join(copy.path, 'portcullis.sqlite-wal'), end + 100);
      const judged = await judgeDamaged(copy.path, { kept, application });
      problems.push(...judged.problems.map((problem) => `log of ${end + 100} bytes: ${problem}`));
      cuts += 1;
    } finally {
      copy.remove();
    }
  }
  return { problems, cuts };
}
