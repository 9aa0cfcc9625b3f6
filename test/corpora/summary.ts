import { type Entry, manifest } from './manifest.ts';
import { casesFor, judges, type Share } from './run-corpus.ts';
import { unseen, unseenPart } from './unseen.ts';
import { insideNames } from './upstreams/upstream.ts';

/** One line for each part: how many cases are run, how many of these are known to fail, are held by a test elsewhere, are pending. */
export function summary(): string {
  const parts = [...new Set(manifest.map(({ part }) => part))].sort();
  const lines = parts.map((part) => {
    const entries = manifest.filter((entry) => entry.part === part);
    const count = (runner: Entry['runner']) => entries.filter((entry) => entry.runner === runner).length;
    const gaps = entries.filter((entry) => entry.runner === 'proxy' && entry.gap !== null).length;
    const numbers = [count('proxy'), gaps, count('unit'), count('pending')];
    return `  ${part.padEnd(22)}${numbers.map((number) => String(number).padStart(8)).join('')}`;
  });
  const total = (runner: Entry['runner']) => manifest.filter((entry) => entry.runner === runner).length;
  const gaps = manifest.filter((entry) => entry.runner === 'proxy' && entry.gap !== null).length;
  const totals = [total('proxy'), gaps, total('unit'), total('pending')];
  return [
    `  ${'part'.padEnd(22)}     run    gaps    unit pending`,
    ...lines,
    `  ${'all'.padEnd(22)}${totals.map((number) => String(number).padStart(8)).join('')}`,
  ].join('\n');
}

/** For each adapter: how many cases come through it, how many of these are judged in part, and what it never sees. */
export function adapterSummary(share: Share): string {
  const lines = insideNames.map((name) => {
    const run = judges.flatMap((judge) => casesFor(judge, name, share));
    const inPart = run.filter(({ id }) => unseenPart(id, name) !== null).length;
    const notRun = unseen
      .filter(({ by, part }) => part === null && by.includes(name))
      .flatMap(({ ids }) => ids);
    return `  ${name.padEnd(18)}${[run.length, inPart, notRun.length].map((number) => String(number).padStart(9)).join('')}`;
  });
  const reasons = unseen.map(({ by, ids, part, reason }) => {
    const where = by.length === insideNames.length ? 'every adapter' : by.join(', ');
    return `  ${where}, ${part === null ? 'not run' : 'in part'}: ${ids.join(' ')}\n    ${reason}`;
  });
  return [`  ${'application'.padEnd(18)}      run  in part  not run`, ...lines, ...reasons].join('\n');
}
