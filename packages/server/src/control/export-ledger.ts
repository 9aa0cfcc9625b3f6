import type { LedgerEntry, LedgerStore } from '@portcullis/gate';
import { createBreather } from '../traffic/breathe.ts';
import { csvLine } from './csv.ts';

export interface ExportLedgerOptions {
  readonly site: string;
  /** Null = there is no window that has entries. */
  readonly windowId: string | null;
  readonly format: 'csv' | 'jsonl';
}

/** Read in one turn of the event loop. */
const sliceEntries = 250;

/** Every entry of one window, in pieces of text. */
export async function* exportLedger(
  store: Pick<LedgerStore, 'read'>,
  { site, windowId, format }: ExportLedgerOptions,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  if (windowId === null) return;
  const breather = createBreather();
  let after: LedgerEntry | undefined;
  for (;;) {
    await breather.pause();
    const place = after === undefined ? {} : { after };
    const slice = await store.read(site, { order: 'key', windowId, limit: sliceEntries, ...place });
    if (slice.length > 0) yield slice.map((entry) => lineOf(entry, format)).join('');
    after = slice.at(-1);
    if (after === undefined || slice.length < sliceEntries) return;
  }
}

const columns = ['method', 'route', 'actor', 'rule', 'count', 'firstAt', 'lastAt', 'reference', 'windowId'];

function lineOf(entry: LedgerEntry, format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return `${JSON.stringify(entry)}\n`;
  const { method, route, actor, rule, count, firstAt, lastAt, reference, windowId } = entry;
  const [first, last] = [firstAt, lastAt].map((at) => new Date(at).toISOString());
  return csvLine([method, route, actor, rule, count, first ?? '', last ?? '', reference, windowId]);
}
