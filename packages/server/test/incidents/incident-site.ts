import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncidentStore, TechnicalError } from '@portcullis/gate';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { onTestFinished } from 'vitest';
import {
  createIncidentKeeper,
  type IncidentKeeper,
  type IncidentKeeperOptions,
} from '../../src/incidents/keep-incidents.ts';
import { createLogger } from '../../src/index.ts';
import { deriveSealKeys } from '../../src/sealing/seal.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** A site with a store on disk, a log and a clock, for as long as one test. */
export interface IncidentSite {
  readonly store: IncidentStore;
  readonly lines: readonly LogLine[];
  open(options?: Partial<IncidentKeeperOptions>): IncidentKeeper;
  advance(ms: number): void;
  /** All bytes of the store's files. */
  onDisk(): Buffer;
}

function secretOf(fill: number): Uint8Array {
  return new Uint8Array(32).fill(fill);
}

/** Of the active secret, then of those before. */
export function keysOf(...fills: readonly number[]): Promise<readonly Uint8Array[]> {
  return deriveSealKeys(fills.map(secretOf), 'incident');
}

export function errorOf(overrides: Partial<TechnicalError> = {}): TechnicalError {
  return {
    method: 'GET',
    target: '/orders/7?token=hunter2',
    status: 500,
    channel: 'page',
    name: 'builtins.ValueError',
    message: 'ValueError: seven is no number\nTraceback: of line two',
    original: '<h1>Internal Server Error</h1><pre>the-whole-original of /srv/app.py</pre>',
    subject: 'grace',
    role: 'visitor',
    clientAddress: '203.0.113.7',
    ...overrides,
  };
}

export async function createIncidentSite(): Promise<IncidentSite> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-incidents-'));
  let now = 1_750_000_000_000;
  const clock = { wallMs: () => now, monotonicMs: () => now };
  const store = createSqliteStore({ file: join(directory, 'store.sqlite'), clock });
  const lines: LogLine[] = [];
  const keepers: IncidentKeeper[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const logger = createLogger({ level: 'debug', site: 'shop', destination });
  const keys = await keysOf(1);
  onTestFinished(async () => {
    for (const keeper of keepers) await keeper.close();
    await store.close();
    rmSync(directory, { recursive: true });
  });
  return {
    store: store.incidents,
    lines,
    open(options = {}) {
      const keeper = createIncidentKeeper({
        store: store.incidents,
        site: 'shop',
        keys,
        logger,
        clock,
        ...options,
      });
      keepers.push(keeper);
      return keeper;
    },
    advance(ms) {
      now += ms;
    },
    onDisk: () => Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name)))),
  };
}
