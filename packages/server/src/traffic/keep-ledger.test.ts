import {
  compilePolicy,
  createSnapshot,
  type Decision,
  decide,
  type LedgerEntry,
  type LedgerStore,
  parsePolicy,
  readRequest,
  untouchedSwitch,
} from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepLedger } from './keep-ledger.ts';

const compiled = compilePolicy(parsePolicy({}));
const snapshot = createSnapshot({
  switch: { ...untouchedSwitch('shop'), mode: 'read-only', windowId: 'w1' },
  compiled,
  leaseUntilMs: Number.POSITIVE_INFINITY,
});
const request = readRequest(compiled, {
  method: 'POST',
  target: '/orders',
  headers: ['Host', 'shop.example'],
  peer: '192.0.2.1',
  httpVersion: '1.1',
  secure: false,
  upgrade: false,
});
const refusal = decide(snapshot, request, { identity: null }, 0) as Decision;

let stored: LedgerEntry[][];
let isLost: boolean;
let lines: { readonly level: string; readonly facts: object }[];
let now: number;
let windowId: string | null;
const forget = vi.fn<LedgerStore['forget']>();

beforeEach(() => {
  vi.useFakeTimers();
  stored = [];
  isLost = false;
  lines = [];
  now = 1_000_000;
  windowId = 'w1';
  forget.mockReset().mockResolvedValue(0);
});
afterEach(() => vi.useRealTimers());

const open = (most = 100) => {
  const write = (level: string) => (facts: unknown) => void lines.push({ level, facts: facts as object });
  return keepLedger({
    store: {
      add: async (_, entries) => {
        if (isLost) throw new Error('busy');
        stored.push([...entries]);
      },
      forget,
    },
    site: 'shop',
    windowId: () => windowId,
    logger: { warn: write('warn'), error: write('error'), info: write('info') },
    now: () => now,
    most,
  });
};
const refused = (route: string, change: Partial<Parameters<ReturnType<typeof open>['count']>[0]> = {}) => ({
  request,
  decision: refusal,
  method: 'POST',
  route,
  at: now,
  reference: null,
  ...change,
});

describe('the ledger', () => {
  it('adds up what is alike, and is stored about once a second', async () => {
    const ledger = open();
    ledger.count(refused('/a', { reference: 'OLD' }));
    now += 500;
    ledger.count(refused('/a', { reference: 'NEW' }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stored).toEqual([
      [
        {
          windowId: 'w1',
          method: 'POST',
          route: '/a',
          actor: '',
          rule: 'read-only-write',
          count: 2,
          firstAt: 1_000_000,
          lastAt: 1_000_500,
          reference: 'NEW',
        },
      ],
    ]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(stored).toHaveLength(1);
    await ledger.close();
  });

  it('holds writes of windows that are open, and nothing else', async () => {
    const ledger = open();
    ledger.count(refused('/a', { decision: { ...refusal, access: 'read' } as Decision }));
    ledger.count(refused('/a', { decision: { ...refusal, status: 400 } as Decision }));
    windowId = null;
    ledger.count(refused('/a'));
    await ledger.close();
    expect(stored).toEqual([]);
  });

  it('waits in memory while the store is lost, says so once, and counts together what found no room', async () => {
    const ledger = open(2);
    isLost = true;
    for (const route of ['/a', '/b', '/c', '/c', '/a']) ledger.count(refused(route));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(lines.map(({ level, facts }) => [level, 'together' in facts ? facts.together : null])).toEqual([
      ['error', null],
      ['warn', 2],
    ]);
    isLost = false;
    await ledger.flush();
    expect(stored.flat().map(({ route, count }) => [route, count])).toEqual([
      ['/a', 2],
      ['/b', 1],
      ['', 2],
    ]);
    expect(lines.at(-1)?.level).toBe('info');
    await ledger.close();
  });

  it('writes no entry twice when the store is lost in the middle', async () => {
    const ledger = open(2_000);
    for (let index = 0; index < 1_200; index += 1) ledger.count(refused(`/r${index}`));
    const add = stored.push.bind(stored);
    stored.push = (...all) => {
      isLost = stored.length >= 1;
      return add(...all);
    };
    await ledger.flush();
    isLost = false;
    stored.push = add;
    await ledger.close();
    const routes = stored.flat().map(({ route }) => route);
    expect([routes.length, new Set(routes).size]).toEqual([1_200, 1_200]);
  });

  it('stores what is left when it is closed, also what came while it was writing', async () => {
    const ledger = open();
    ledger.count(refused('/a'));
    const running = ledger.flush();
    ledger.count(refused('/b'));
    await ledger.close();
    await running;
    expect(stored.flat().map(({ route }) => route)).toEqual(['/a', '/b']);
  });

  it('forgets what is 90 days old, in steps, once an hour', async () => {
    forget.mockResolvedValueOnce(100).mockResolvedValueOnce(3);
    const ledger = open();
    await ledger.flush();
    const before = 1_000_000 - 90 * 24 * 60 * 60 * 1_000;
    expect(forget.mock.calls).toEqual(Array(2).fill(['shop', { before, atMost: 100 }]));
    await ledger.flush();
    expect(forget).toHaveBeenCalledTimes(2);
    now += 60 * 60 * 1_000;
    await ledger.flush();
    expect(forget).toHaveBeenCalledTimes(3);
    await ledger.close();
  });
});
