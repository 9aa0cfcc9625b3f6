import { describe, expect, it } from 'vitest';
import { readFor, siteOf } from '../../../test/support/decide-fixtures.ts';
import type { Snapshot } from '../../decide/snapshot.ts';
import type { Mode } from '../../model/mode.ts';
import type { PolicyInput } from '../../model/policy.ts';
import type { CanonicalRequest } from '../../reading/canonical-request.ts';
import { createInFlight } from '../in-flight.ts';
import { type RunningClient, RunningRequest } from '../running-request.ts';
import { cutPausedWrites, pausedWrites } from './instance-report.ts';

const policy: PolicyInput = {
  onStoreLost: 'read-only',
  areas: { checkout: { routes: ['/cart/**'] }, uploads: { routes: ['/files/**'] } },
  routes: [{ match: 'GET /unsubscribe', access: 'write', why: 'it writes' }],
};

class Running extends RunningRequest {
  readonly request: CanonicalRequest;
  readonly client: RunningClient | null;
  cuts = 0;

  constructor(request: CanonicalRequest, { approved = false, isKnown = true } = {}) {
    super(approved, null);
    this.request = request;
    const cut = () => {
      this.cuts += 1;
    };
    this.client = isKnown ? { isSending: () => true, isBehind: () => false, cut } : null;
  }
}

const siteIn = (mode: Mode, areas: Readonly<Record<string, Mode>> = {}): Snapshot =>
  siteOf({ policy, leaseUntilMs: 1_000, mode, areas: { ...areas } });

function create(snapshot: Snapshot) {
  const inFlight = createInFlight({ monotonicMs: () => 0, latestMonotonicMs: () => 0 });
  return {
    inFlight,
    begin(line: string, options: ConstructorParameters<typeof Running>[1] = {}) {
      const running = new Running(readFor(snapshot, line), options);
      inFlight.begin(running);
      return running;
    },
  };
}

/** What runs while the site turns to `snapshot`: those of the lines that are cut. */
function cutOf(snapshot: Snapshot, lines: readonly string[]): readonly string[] {
  const { inFlight, begin } = create(snapshot);
  const running = lines.map((line) => ({ line, entry: begin(line) }));
  const count = cutPausedWrites(inFlight, snapshot, 0);
  const cut = running.filter(({ entry }) => entry.cuts > 0).map(({ line }) => line);
  expect(count).toBe(cut.length);
  expect(pausedWrites(inFlight, snapshot, 0).count).toBe(count);
  return cut;
}

const lines = [
  'GET /',
  'HEAD /cart',
  'POST /cart/items',
  'PUT /files/1',
  'DELETE /orders/1',
  'GET /unsubscribe',
  'GET /orders?_method=DELETE',
];

describe('writes that are cut', () => {
  const writes = lines.slice(2);
  const table: readonly (readonly [Mode, Readonly<Record<string, Mode>>, readonly string[]])[] = [
    ['open', {}, []],
    ['read-only', {}, writes],
    ['closed', {}, writes],
    ['open', { checkout: 'read-only' }, ['POST /cart/items']],
    ['open', { uploads: 'closed' }, ['PUT /files/1']],
    ['read-only', { checkout: 'open' }, writes.filter((line) => line !== 'POST /cart/items')],
    ['read-only', { checkout: 'open', uploads: 'open' }, writes.slice(2)],
  ];

  it.each(table)('%s, %j', (mode, areas, expected) => {
    expect(cutOf(siteIn(mode, areas), lines)).toEqual(expected);
  });

  it('are those of a store that is lost, too', () => {
    const snapshot = siteIn('open', { checkout: 'read-only' });
    const { inFlight, begin } = create(snapshot);
    begin('POST /profile');
    expect(cutPausedWrites(inFlight, snapshot, 999)).toBe(0);
    expect(cutPausedWrites(inFlight, snapshot, 1_001)).toBe(1);
  });

  it('are not those that the window lets through on purpose, nor those without a client to cut', () => {
    const snapshot = siteIn('read-only');
    const { inFlight, begin } = create(snapshot);
    const approved = begin('POST /login', { approved: true });
    begin('POST /by-nobody', { isKnown: false });
    const write = begin('POST /orders');
    expect(cutPausedWrites(inFlight, snapshot, 0)).toBe(1);
    expect([approved.cuts, write.cuts]).toEqual([0, 1]);
    // It counts until it has ended: whoever was cut is not gone yet.
    expect(pausedWrites(inFlight, snapshot, 0).count).toBe(2);
  });

  it('what an open site let in without being able to read it is among them', () => {
    expect(cutOf(siteIn('read-only'), ['GET /a/../b'])).toEqual(['GET /a/../b']);
    expect(cutOf(siteIn('open', { checkout: 'closed' }), ['GET /a/../b'])).toEqual(['GET /a/../b']);
  });

  it('one whose client has left, or that has ended, is nobody’s to cut', () => {
    const snapshot = siteIn('closed');
    const { inFlight, begin } = create(snapshot);
    const left = begin('POST /orders');
    const ended = begin('POST /orders');
    inFlight.abandon(left);
    inFlight.end(ended);
    expect(cutPausedWrites(inFlight, snapshot, 0)).toBe(0);
    expect([left.cuts, ended.cuts]).toEqual([0, 0]);
    expect(pausedWrites(inFlight, snapshot, 0).count).toBe(1);
  });
});
