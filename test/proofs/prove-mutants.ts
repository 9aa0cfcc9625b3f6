import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import type { ProofResult } from './proof.ts';

/** Below this score the tests hold too little of what they run. */
const leastPercent = 85;

/** What is found is kept after each batch: a run that was ended goes on there. */
const bytesPerBatch = 12_000;

export function proveTargetMutants(): Promise<ProofResult> {
  return proveMutants('targets', 'packages/gate/src/reading/*.ts');
}

export function proveBodyMutants(): Promise<ProofResult> {
  return proveMutants('bodies', 'packages/gate/src/reading/{body,graphql}/**/*.ts');
}

export function proveDecisionMutants(): Promise<ProofResult> {
  return proveMutants('decide', 'packages/gate/src/decide/**/*.ts');
}

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** Changes the code in every way Stryker knows, one at a time, and expects the unit tests to fail. */
async function proveMutants(name: string, pattern: string): Promise<ProofResult> {
  const incrementalFile = join('.portcullis', 'mutants', `${name}.json`);
  mkdirSync(dirname(incrementalFile), { recursive: true });
  forgetSurvivors(incrementalFile);
  process.env.PORTCULLIS_MUTANTS = name;
  const batches = batchesOf(
    globSync(pattern)
      .filter((file) => !file.endsWith('.test.ts'))
      .sort(),
  );
  const mutants: Mutant[] = [];
  for (const [index, files] of batches.entries()) {
    process.env.PORTCULLIS_MUTATED_FILES = files.map((file) => basename(file, '.ts')).join(',');
    const stryker = new Stryker({ mutate: files, incrementalFile, reporters: [] });
    const results = await stryker.runMutationTest();
    // Those of earlier batches come along.
    mutants.push(...results.filter((mutant) => files.some((file) => mutant.fileName.endsWith(file))));
    console.log(`  ${index + 1} of ${batches.length} batches: ${JSON.stringify(scoreOf(mutants).facts)}`);
  }
  const { facts, alive } = scoreOf(mutants);
  for (const mutant of alive) console.log(`  ${describe(mutant)}`);
  if (facts.percent >= leastPercent) {
    // `again` means again.
    rmSync(incrementalFile, { force: true });
    return { violations: [], facts };
  }
  return { violations: [`${facts.percent} % of the mutants were found, not ${leastPercent} %`], facts };
}

/** Tests may have come since, and Stryker does not notice where a mutant is hit as files are loaded. */
function forgetSurvivors(file: string): void {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    files: Record<string, { mutants: { status: string }[] }>;
  };
  for (const kept of Object.values(report.files)) {
    kept.mutants = kept.mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  }
  writeFileSync(file, JSON.stringify(report));
}

function batchesOf(files: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const size = statSync(file).size;
    if (bytes + size > bytesPerBatch) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(file);
    bytes += size;
  }
  return batches;
}

function scoreOf(mutants: readonly Mutant[]) {
  const count = (status: Mutant['status']) => mutants.filter((mutant) => mutant.status === status).length;
  const killed = count('Killed');
  const timedOut = count('Timeout');
  const survived = count('Survived');
  const notCovered = count('NoCoverage');
  // Tests that do not even load have found it. Where the runner itself crashes, nothing is known: names of tests that
  // go on for 40,000 characters do that, because it picks tests by a regular expression of their names.
  const notLoaded = mutants.filter(
    ({ status, statusReason = '' }) =>
      status === 'RuntimeError' && statusReason.startsWith('An error occurred outside of a test run'),
  ).length;
  const found = killed + timedOut + notLoaded;
  const notJudged = mutants.length - found - survived - notCovered;
  const percent = mutants.length === 0 ? 0 : Math.floor((found / mutants.length) * 1_000) / 10;
  const facts = {
    mutants: mutants.length,
    killed,
    timedOut,
    notLoaded,
    survived,
    notCovered,
    notJudged,
    percent,
  };
  const alive = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return { facts, alive };
}

function describe({ status, fileName, location, mutatorName, replacement }: Mutant): string {
  const place = `${fileName.slice(fileName.indexOf('packages/'))}:${location.start.line}:${location.start.column}`;
  return `${status} ${place} ${mutatorName} ${(replacement ?? '').replaceAll(/\s+/g, ' ')}`;
}
