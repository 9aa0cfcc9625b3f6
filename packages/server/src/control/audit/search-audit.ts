import {
  type AuditKind,
  type AuditPlace,
  type AuditRecord,
  type AuditStore,
  type NewestFirstQuery,
  nearestWord,
  PortcullisError,
} from '@portcullis/gate';
import { createBreather } from '../../traffic/breathe.ts';
import { csvLine } from '../csv.ts';
import { auditKinds, isAuditKind } from './audit-kinds.ts';

/** What is looked for; everything given must be true of a record. */
export interface AuditFilter {
  readonly kind?: string | undefined;
  /** Kinds to leave out, with commas between them. */
  readonly without?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Part of kind, actor or data, in whatever case. */
  readonly search?: string | undefined;
}

export interface AuditPage {
  readonly records: AuditRecord[];
  /** Where the next page begins; null = there is none. */
  readonly next: string | null;
  /** How far back a search by text has looked; null = nothing was searched by text. */
  readonly searchedTo: number | null;
}

/** Read in one turn of the event loop: a few milliseconds. */
const sliceRecords = 250;
/** One request looks at so many and no more, for as long and no longer; the next one goes on. */
const mostSearched = 50_000;
const searchBudgetMs = 1_500;

/** One page, newest first. A million records take many requests to search, and none of them holds anybody up. */
export async function searchAudit(
  store: Pick<AuditStore, 'read'>,
  site: string,
  {
    filter,
    before,
    limit,
  }: { readonly filter: AuditFilter; readonly before: string | undefined; readonly limit: number },
): Promise<AuditPage> {
  const query = queryOf(filter);
  let place = before === undefined ? undefined : readCursor(before);
  if (filter.search === undefined || filter.search === '') {
    const found = await store.read(site, { ...query, ...from(place), limit: limit + 1 });
    const records = found.slice(0, limit);
    const last = records.at(-1);
    return { records, next: found.length > limit && last ? cursorOf(last) : null, searchedTo: null };
  }
  const matches = matcherOf(filter.search);
  const breather = createBreather({ budgetMs: searchBudgetMs });
  const records: AuditRecord[] = [];
  for (let searched = 0; ; ) {
    await breather.pause();
    const slice = await store.read(site, { ...query, ...from(place), limit: sliceRecords });
    for (const record of slice) {
      place = record;
      searched += 1;
      if (matches(record)) records.push(record);
      if (records.length === limit) break;
    }
    const isFull = records.length === limit;
    if (!isFull && slice.length < sliceRecords) return { records, next: null, searchedTo: place?.at ?? null };
    if (isFull || searched >= mostSearched || breather.isOver()) {
      return { records, next: place === undefined ? null : cursorOf(place), searchedTo: place?.at ?? null };
    }
  }
}

/** Every record that fits, newest first, in pieces of text. */
export async function* exportAudit(
  store: Pick<AuditStore, 'read'>,
  site: string,
  { filter, format }: { readonly filter: AuditFilter; readonly format: 'csv' | 'jsonl' },
): AsyncGenerator<string> {
  const query = queryOf(filter);
  const matches = matcherOf(filter.search ?? '');
  const breather = createBreather();
  let place: AuditPlace | undefined;
  if (format === 'csv')
    yield csvLine(['at', 'chain', 'sequence', 'kind', 'actor', 'data', 'previousHash', 'hash']);
  for (;;) {
    await breather.pause();
    const slice = await store.read(site, { ...query, ...from(place), limit: sliceRecords });
    const text = slice
      .filter(matches)
      .map((record) => lineOf(record, format))
      .join('');
    if (text !== '') yield text;
    place = slice.at(-1);
    if (place === undefined || slice.length < sliceRecords) return;
  }
}

function lineOf(record: AuditRecord, format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return `${JSON.stringify(record)}\n`;
  const { at, chain, sequence, kind, actor, data, previousHash, hash } = record;
  return csvLine([timeOf(at), chain, sequence, kind, actor, data, previousHash, hash]);
}

/** A damaged record may hold any number. */
function timeOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

function matcherOf(search: string): (record: AuditRecord) => boolean {
  const wanted = search.toLowerCase();
  if (wanted === '') return () => true;
  return ({ kind, actor, data }) => `${kind}\n${actor}\n${data}`.toLowerCase().includes(wanted);
}

function queryOf({
  kind,
  without,
  actor,
  from: earliest,
  to,
}: AuditFilter): Omit<NewestFirstQuery, 'limit' | 'before'> {
  return {
    newestFirst: true,
    ...((kind !== undefined || without !== undefined) && { kinds: kindsOf(kind, without) }),
    ...(actor !== undefined && { actor }),
    ...(earliest !== undefined && { from: earliest }),
    ...(to !== undefined && { to }),
  };
}

function kindsOf(kind: string | undefined, without = ''): AuditKind[] {
  const wanted = kind === undefined ? auditKinds : [knownKind('kind', kind)];
  const unwanted = without.split(',').filter((part) => part !== '');
  const left = new Set(unwanted.map((part) => knownKind('without', part)));
  return wanted.filter((each) => !left.has(each));
}

function knownKind(parameter: string, kind: string): AuditKind {
  if (isAuditKind(kind)) return kind;
  const meant = nearestWord(kind, auditKinds);
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    `${parameter}: expected a kind of record, got ${JSON.stringify(kind)}; ${meant === null ? `there are ${auditKinds.join(', ')}` : `did you mean ${meant}?`}`,
  );
}

function from(before: AuditPlace | undefined): { readonly before?: AuditPlace } {
  return before === undefined ? {} : { before };
}

function cursorOf({ at, chain, sequence }: AuditPlace): string {
  return Buffer.from(JSON.stringify([at, sequence, chain])).toString('base64url');
}

function readCursor(text: string): AuditPlace {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    const [at, sequence, chain] = Array.isArray(value) ? (value as unknown[]) : [];
    if (Number.isSafeInteger(at) && Number.isSafeInteger(sequence) && typeof chain === 'string') {
      return { at: Number(at), sequence: Number(sequence), chain };
    }
  } catch {
    // Answered below like every other text that is no cursor.
  }
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    'before: expected `next` of the page before, got something else.',
  );
}
