import type { AuditRecord, ServerStore } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditRoutes } from '../../src/control/api/audit-routes.ts';
import { searchAudit } from '../../src/control/audit/search-audit.ts';
import { createAuditHandlers } from '../../src/control/handlers/audit-handlers.ts';
import { type MountedHandlers, mount, storeOf } from '../support/mounted-handlers.ts';
import { type RunningSite, startSite } from '../support/running-site.ts';

let site: RunningSite;
let store: ServerStore;
let api: MountedHandlers;
const chain = 'bulk';

/** Records as a store keeps them; nobody verifies them here. */
const recordsOf = (
  count: number,
  change: (index: number) => Partial<AuditRecord> = () => ({}),
): AuditRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    chain,
    sequence: index + 1,
    at: 1_000_000 + index,
    kind: 'requests.refused',
    actor: 'gate-1',
    data: `{"n":${index}}`,
    previousHash: '0'.repeat(64),
    hash: '0'.repeat(64),
    ...change(index),
  }));

interface Page {
  readonly records: readonly { sequence: number; kind: string; data: string }[];
  readonly next: string | null;
  readonly searchedTo: number | null;
}
const page = async (query: string) => (await api.get(`/audit?${query}`)).json as Page;

beforeEach(async () => {
  site = await startSite();
  store = storeOf(site);
  api = mount([
    [
      auditRoutes,
      createAuditHandlers({ gate: site.server.gate, store, hostSeals: async () => [], keys: [] }),
    ],
  ]);
});
afterEach(async () => {
  await store.close();
  await site.close();
});

describe('the audit log', () => {
  it('says as data by what an insider was let through, and nothing of a record that cannot be read', async () => {
    const data = ['{"by":"probe alone"}', '{"by":7}', '{'];
    await store.audit.append(
      'default',
      recordsOf(3, (index) => ({ kind: 'bypass.used', data: data[index] ?? '' })),
    );
    const { records } = (await api.get('/audit?kind=bypass.used')).json as {
      readonly records: readonly { readonly bySaid: unknown }[];
    };
    expect(records.map(({ bySaid }) => bySaid)).toEqual([
      null,
      null,
      { code: 'let-in-by', values: { identity: 'probe', name: null, isAlone: true, path: null } },
    ]);
  });

  it('leaves out the kinds that nobody wants, and says what it does not know', async () => {
    const kinds = ['switch.changed', 'requests.refused', 'pass.refused'] as const;
    await store.audit.append(
      'default',
      recordsOf(30, (index) => ({ kind: kinds[index % 3] ?? 'switch.changed' })),
    );
    const found = async (query: string) => {
      const { records } = await page(`to=2000000&${query}`);
      return [records.length, ...new Set(records.map(({ kind }) => kind))];
    };
    expect(await found('without=requests.refused')).toEqual([20, 'pass.refused', 'switch.changed']);
    expect(await found('without=requests.refused,pass.refused')).toEqual([10, 'switch.changed']);
    expect(await found('kind=pass.refused&without=pass.refused')).toEqual([0]);
    const { status, json } = await api.get('/audit?without=request.refused');
    expect([status, json]).toMatchObject([400, { detail: expect.stringContaining('requests.refused?') }]);
  });

  it('is paged newest first, and every record comes once', async () => {
    await store.audit.append('default', recordsOf(25));
    const seen: number[] = [];
    let before = '';
    for (let round = 0; round < 10; round += 1) {
      const { records, next } = await page(`to=2000000&limit=10${before}`);
      seen.push(...records.map(({ sequence }) => sequence));
      if (next === null) break;
      before = `&before=${next}`;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
  });

  it('is filtered by kind, actor and time', async () => {
    await store.audit.append(
      'default',
      recordsOf(30, (index) => (index % 10 === 0 ? { kind: 'pass.created', actor: 'shell:ada' } : {})),
    );
    const sequences = async (query: string) =>
      (await page(`to=2000000&${query}`)).records.map(({ sequence }) => sequence);
    expect(await sequences('kind=pass.created')).toEqual([21, 11, 1]);
    expect(await sequences('actor=shell:ada&from=1000010')).toEqual([21, 11]);
    expect((await page('from=1000005&to=1000007')).records.map(({ sequence }) => sequence)).toEqual([7, 6]);
  });

  it('refuses a kind that there is none, with the one that was meant', async () => {
    expect(await api.get('/audit?kind=pass.create')).toMatchObject({
      status: 400,
      json: { code: 'PORTCULLIS_USAGE', detail: expect.stringContaining('did you mean pass.created?') },
    });
    expect((await api.get('/audit?before=nonsense')).status).toBe(400);
  });

  it('names the kinds that may be asked for', async () => {
    const { kinds } = (await api.get('/audit')).json as { kinds: string[] };
    expect(kinds).toContain('settings.changed');
    expect(kinds).toContain('switch.changed');
  });

  it('is searched by text in slices, each going on where the one before looked last', async () => {
    const needle = (index: number) => (index === 7 ? { data: '{"reason":"Needle in hay"}' } : {});
    await store.audit.append('default', recordsOf(700, needle));
    const found = await page('to=2000000&search=NEEDLE');
    expect(found.records.map(({ sequence }) => sequence)).toEqual([8]);
    expect(found).toMatchObject({ next: null, searchedTo: 1_000_000 });
    expect(await page('to=2000000&search=refused&limit=3')).toMatchObject({ searchedTo: 1_000_697 });
  });

  it('goes out whole, as lines of JSON and as CSV', async () => {
    await store.audit.append(
      'default',
      recordsOf(600, (index) => (index === 0 ? { actor: '=cmd()' } : {})),
    );
    const lines = (await (await api.raw('/audit/export?format=jsonl&to=2000000')).text())
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as AuditRecord).sequence)).toEqual(
      Array.from({ length: 600 }, (_, index) => 600 - index),
    );
    const csv = await (await api.raw('/audit/export?format=csv&to=2000000&actor=%3Dcmd()')).text();
    expect(csv.split('\r\n')[1]).toContain(`"'=cmd()"`);
  });

  it('is exported only as fast as it is taken', async () => {
    await store.audit.append('default', recordsOf(2_000));
    let reads = 0;
    const counting = {
      ...store,
      audit: {
        ...store.audit,
        read: (...all: Parameters<typeof store.audit.read>) => {
          reads += 1;
          return store.audit.read(...all);
        },
      },
    };
    const { gate } = site.server;
    const own = mount([
      [auditRoutes, createAuditHandlers({ gate, store: counting, hostSeals: async () => [], keys: [] })],
    ]);
    const reader = (await own.raw('/audit/export?format=jsonl&to=2000000')).body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reads).toBeLessThan(4);
    await reader?.cancel();
  });
});

describe('a search through very many records', () => {
  /** As fast as memory: what is left is the search itself. */
  const endless = (size: number) => {
    const [one] = recordsOf(1, () => ({
      data: JSON.stringify({ counts: { 'read-only-write POST /x': 1 } }),
    }));
    return {
      async read(_: string, { limit, before }: { limit: number; before?: { at: number } }) {
        const from = before === undefined ? size : before.at;
        return Array.from({ length: Math.min(limit, from) }, (__, index) => ({
          ...(one as AuditRecord),
          at: from - index - 1,
          sequence: from - index,
        }));
      },
    };
  };

  it('looks at so many for one request, and says how far it came', async () => {
    const filter = { search: 'nothing like it' };
    const first = await searchAudit(endless(1_000_000), 'default', { filter, before: undefined, limit: 50 });
    expect(first.records).toEqual([]);
    expect(first.next).not.toBeNull();
    expect(1_000_000 - (first.searchedTo ?? 0)).toBeLessThanOrEqual(50_000);
    const second = await searchAudit(endless(1_000_000), 'default', {
      filter,
      before: first.next ?? undefined,
      limit: 50,
    });
    expect(second.searchedTo).toBeLessThan(first.searchedTo ?? 0);
  });

  it('gives way to others again and again', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const store = endless(10_000);
    const slow: typeof store = {
      read(...query) {
        const until = performance.now() + 4;
        while (performance.now() < until);
        return store.read(...query);
      },
    };
    await searchAudit(slow, 'default', {
      filter: { search: 'nothing' },
      before: undefined,
      limit: 50,
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });
});
