import { foldCase } from './foldings.ts';
import { decodeLeniently } from './lenient-escapes.ts';
import { possibleNames } from './parameter-name.ts';
import type { ReadingBudget } from './reading-budget.ts';
import { readingsOf } from './readings.ts';

/** Readings of all that a path names which is a list. */
export interface BatchReading {
  readonly exact: readonly string[];
  readonly folded: readonly string[];
}

/** Each as a path of its own. */
interface BatchedPaths {
  /** Beside the first of them, where they are for every real client. */
  readonly siblings: readonly string[];
  /** Folded, below other folders: tRPC takes `/trpc/x/y,orders.list` as well. They tighten only, by their whole names. */
  readonly elsewhere: readonly string[];
}

/** The root, and what may be an endpoint: `/api/trpc` is two deep. */
const deepestEndpoint = 4;

/**
 * tRPC runs every procedure of `/trpc/orders.list,admin.report?batch=1` (resolveHTTPResponse: what follows its endpoint,
 * split at commas): each is a target of its own. Null when there are more than the budget allows.
 */
export function readBatch(readings: readonly string[], budget: ReadingBudget): BatchReading | null {
  const paths = batchedPaths(readings, budget);
  if (paths === null) return null;
  const exact: string[] = [];
  const folded = [...paths.elsewhere];
  for (const path of paths.siblings) {
    const reading = readingsOf(path, budget, { isDecoded: true });
    // A part such as `..` names no procedure; what is wrong with the whole was found before.
    if (reading.malformed !== null) continue;
    exact.push(...reading.exact);
    folded.push(...reading.folded);
  }
  return budget.spend(0, 0) ? { exact, folded } : null;
}

function batchedPaths(readings: readonly string[], budget: ReadingBudget): BatchedPaths | null {
  const lists = readings.filter((reading) => reading.includes(','));
  const siblings = new Set<string>();
  const elsewhere = new Set<string>();
  for (const reading of lists) {
    const comma = reading.indexOf(',');
    const first = reading.slice(0, comma);
    const folder = first.slice(0, first.lastIndexOf('/'));
    const endpoints = endpointsIn(first).filter((endpoint) => endpoint !== folder);
    if (!budget.spend(1, reading.length)) return null;
    siblings.add(first);
    for (const part of new Set(reading.slice(comma + 1).split(','))) {
      const name = part.replace(/^\/+/, '');
      if (name === '') continue;
      if (!budget.spend(1 + endpoints.length, name.length)) return null;
      siblings.add(`${folder}/${name}`);
      for (const endpoint of endpoints) elsewhere.add(foldCase(`${endpoint}/${name}`));
    }
  }
  return { siblings: [...siblings], elsewhere: [...elsewhere] };
}

function endpointsIn(path: string): readonly string[] {
  const found = [''];
  let end = path.indexOf('/', 1);
  while (end !== -1 && found.length <= deepestEndpoint) {
    found.push(path.slice(0, end));
    end = path.indexOf('/', end + 1);
  }
  return found;
}

/** Most queries are told from it by this. */
const mayNameBatch = /batch|%|[^\u0000-\u007f]/i;

/** Enough for every letter escaped, with what servers cut off before it. */
const longestName = 640;

/** Whether a query says that a path names several. */
export function saysBatch(query: string): boolean {
  if (!mayNameBatch.test(query)) return false;
  return query.split(/[&;]/).some((parameter) => {
    const equals = parameter.indexOf('=');
    const name = (equals === -1 ? parameter : parameter.slice(0, equals)).slice(0, longestName);
    return mayNameBatch.test(name) && possibleNames(decode(name)).includes('batch');
  });
}

function decode(text: string): string {
  return decodeLeniently(text.replaceAll('+', ' '));
}
