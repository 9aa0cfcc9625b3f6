import { join } from 'node:path';
import { createSqliteStore } from '@portcullis/store/sqlite';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acceptHeld } from '../src/sql/operations/held/accept-held.ts';
import { claimHeld } from '../src/sql/operations/held/claim-held.ts';
import { standingOfWebhooks, waitingWebhooks } from '../src/sql/operations/held/read-held.ts';
import { settleHeld } from '../src/sql/operations/held/settle-held.ts';
import type { Statement, Steps, Transaction } from '../src/sql/transaction.ts';
import { type Connection, createConnection } from '../src/sqlite/connection.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

// A million may wait, all of one order: nothing on the way of a webhook looks through them. Durations would tell of the machine.
const site = 'shop';
let directory: TemporaryDirectory;
let file: string;
let connection: Connection;

const toAccept = (id: string) => ({
  request: {
    id,
    webhook: 'POST /hook',
    orderKey: 'all',
    deliveryKey: id,
    isVerified: true,
    bytes: 1,
    sealed: new Uint8Array(1),
  },
  epoch: 0,
  onlyBehind: false,
  most: 1_000,
  mostBytes: 1_000,
});

beforeAll(async () => {
  directory = createTemporaryDirectory();
  file = join(directory.path, 'store.db');
  const store = createSqliteStore({ file });
  await store.held.accept(
    site,
    Array.from({ length: 200 }, (_, index) => toAccept(`h${index}`)),
  );
  await store.close();
  connection = createConnection({ file, busyTimeoutMs: 1_000, clock: { wallMs: Date.now } });
});
afterAll(async () => {
  await connection.close();
  directory.remove();
});

const claim = { holder: 'me', number: 1, leaseMs: 1_000, mostBytes: 1_000, webhooks: ['POST /hook'] };
const works: Readonly<Record<string, (transaction: Transaction) => Steps<unknown>>> = {
  'what waits': (own) => waitingWebhooks(own, site),
  accepting: (own) => acceptHeld(own, site, [toAccept('another')]),
  claiming: (own) => claimHeld(own, site, { ...claim, limit: 10, mostOfOrder: 5 }),
  settling: (own) =>
    settleHeld(own, site, [
      { id: 'h0', by: 'me 1', kind: 'delivered', attempt: { at: 0, status: 200, problem: null } },
    ]),
  'how it stands': (own) => standingOfWebhooks(own, site),
};

const expected: Readonly<Record<string, readonly string[]>> = {
  'what waits': ['held_webhooks sqlite_autoindex_held_webhooks_1 (site=?)'],
  accepting: [
    'switches sqlite_autoindex_switches_1 (site=?)',
    'held_requests held_requests_by_delivery (site=? AND delivery_key=?)',
    'held_requests held_requests_firsts (site=? AND order_key=?)',
    'held_webhooks sqlite_autoindex_held_webhooks_1 (site=?)',
    // The last one alone, from its end.
    'held_requests sqlite_autoindex_held_requests_1 (site=?)',
  ],
  claiming: [
    'held_webhooks sqlite_autoindex_held_webhooks_1 (site=?)',
    'held_requests held_requests_by_lease (site=?)',
    // Of this webhook alone, however many of others are due and may not go.
    'held_requests held_requests_due (site=? AND webhook=? AND due_at<?)',
    'held_requests held_requests_by_order (site=? AND order_key=? AND sequence>?)',
    'held_requests sqlite_autoindex_held_requests_1 (site=? AND sequence=?)',
    'held_requests sqlite_autoindex_held_requests_1 (site=? AND sequence=?)',
  ],
  settling: [
    'held_requests sqlite_autoindex_held_requests_2 (site=? AND id=?)',
    'held_requests sqlite_autoindex_held_requests_1 (site=? AND sequence=?)',
    'over sqlite_autoindex_held_requests_1 (site=? AND sequence=?)',
    'next held_requests_by_order (site=? AND order_key=?)',
    'held_requests sqlite_autoindex_held_requests_1 (site=? AND sequence=?)',
  ],
  'how it stands': [
    'held_webhooks sqlite_autoindex_held_webhooks_1 (site=?)',
    'held_requests held_requests_by_webhook (site=? AND webhook=? AND state=?)',
    'held_requests held_requests_by_lease (site=? AND webhook=?)',
  ],
};

it.each(Object.keys(works))('%s looks through nothing that waits', async (name) => {
  const statements: Statement[] = [];
  const work = works[name];
  await connection.write(function* (transaction) {
    const steps = work?.(transaction) ?? [][Symbol.iterator]();
    let step = steps.next();
    while (step.done !== true) {
      statements.push(step.value);
      step = steps.next(yield step.value);
    }
  });
  const database = new Database(file, { readonly: true });
  try {
    const details = statements.flatMap(({ sql, parameters }) =>
      database
        .prepare<unknown[], { readonly detail: string }>(`explain query plan ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail),
    );
    const searches = details.filter((detail) => /SEARCH|SCAN/.test(detail));
    expect(searches.map((detail) => detail.replace(/SEARCH |USING (COVERING )?INDEX /g, ''))).toEqual(
      expected[name],
    );
    expect(details.filter((detail) => /TEMP B-TREE/.test(detail))).toEqual([]);
  } finally {
    database.close();
  }
});
