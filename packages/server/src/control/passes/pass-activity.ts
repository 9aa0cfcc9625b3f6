import type { AuditRecord, AuditStore, Pass } from '@portcullis/gate';
import { createBreather } from '../../traffic/breathe.ts';

/** Something that happened to a pass, or that was done with it. */
export interface PassActivity {
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly what: string;
  readonly count: number;
}

const sliceRecords = 250;
/** Of one pass; it lives a day at most. */
const mostEntries = 200;
const mostSearched = 50_000;
const budgetMs = 1_500;

/** Newest first. Writes stand on record one by one, reads in counts of a second or so. */
export async function passActivity(
  store: Pick<AuditStore, 'read'>,
  site: string,
  pass: Pass,
): Promise<readonly PassActivity[]> {
  const breather = createBreather({ budgetMs });
  const entries: PassActivity[] = [];
  let before: AuditRecord | undefined;
  for (let searched = 0; searched < mostSearched; searched += sliceRecords) {
    await breather.pause();
    const slice = await store.read(site, {
      newestFirst: true,
      kinds: ['pass.created', 'pass.redeemed', 'pass.revoked', 'bypass.used'],
      // Instances' clocks may be behind the store's, by which passes are made.
      from: pass.createdAt - 60_000,
      ...(before !== undefined && { before }),
      limit: sliceRecords,
    });
    for (const record of slice) entries.push(...entriesOf(record, pass));
    before = slice.at(-1);
    if (slice.length < sliceRecords || entries.length >= mostEntries || breather.isOver()) break;
  }
  return entries.slice(0, mostEntries);
}

function entriesOf({ at, kind, actor, data }: AuditRecord, { id, subject }: Pass): PassActivity[] {
  if (!data.includes(id)) return [];
  const facts = parsed(data);
  const entry = (what: string, count = 1): PassActivity => ({ at, kind, actor, what, count });
  if (kind !== 'bypass.used') {
    if (facts.pass !== id) return [];
    const from = typeof facts.from === 'string' ? ` from ${facts.from}` : '';
    return [entry(`${kind.replace('pass.', '')}${from}`)];
  }
  const { by, method, path, counts } = facts;
  if (typeof by === 'string') return by.includes(id) ? [entry(`${String(method)} ${String(path)}`)] : [];
  if (typeof counts !== 'object' || counts === null) return [];
  return Object.entries(counts).flatMap(([label, count]) => {
    if (!label.includes(id) || typeof count !== 'number') return [];
    const what = / ([!-~]+ (?:\/|\(malformed).*)$/s.exec(label.slice(label.indexOf(id)))?.[1];
    return [{ ...entry(what ?? 'other reads', count), actor: subject }];
  });
}

/** Records are looked at although nobody verified them. */
function parsed(data: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
