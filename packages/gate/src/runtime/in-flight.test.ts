import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../model/parse-policy.ts';
import { CanonicalRequest } from '../reading/canonical-request.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { abandonedAfterMs } from './abandoned-write.ts';
import { createInFlight, mostAbandoned, mostReadAtOnce } from './in-flight.ts';
import { type ObservableResponse, RunningRequest } from './running-request.ts';

const compiled = compilePolicy(parsePolicy({}));
const started = (method: string, target: string, more: { startedMs?: number; approved?: boolean } = {}) => ({
  request: new CanonicalRequest(compiled, {
    method,
    target,
    headers: ['Host', 'localhost'],
    peer: '127.0.0.1',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  }),
  startedMs: more.startedMs ?? 0,
  approved: more.approved ?? false,
});

class Running extends RunningRequest {
  readonly request: CanonicalRequest;
  readonly client = null;

  constructor(request: CanonicalRequest, approved: boolean, response: ObservableResponse | null) {
    super(approved, response);
    this.request = request;
  }
}

function create() {
  let nowMs = 0;
  const clock = { monotonicMs: () => nowMs, latestMonotonicMs: () => nowMs };
  const inFlight = createInFlight(clock);
  return {
    inFlight,
    at(ms: number) {
      nowMs = ms;
    },
    begin(
      { request, startedMs, approved }: ReturnType<typeof started>,
      response: ObservableResponse | null = null,
    ) {
      nowMs = Math.max(nowMs, startedMs);
      const entry = new Running(request, approved, response);
      inFlight.begin(entry);
      return entry;
    },
  };
}

const sending = { writableEnded: false, destroyed: false };

describe('in flight', () => {
  it('counts unapproved writes only, oldest first', () => {
    const { inFlight, begin } = create();
    begin(started('POST', '/upload?x=1', { startedMs: 100 }));
    begin(started('GET', '/'));
    begin(started('POST', '/login', { approved: true }));
    begin(started('DELETE', '/orders/1', { startedMs: 900 }));
    expect(inFlight.writes(1_000)).toEqual({
      count: 2,
      oldest: [
        { method: 'POST', path: '/upload', ageMs: 900 },
        { method: 'DELETE', path: '/orders/1', ageMs: 100 },
      ],
    });
  });

  it('leaves out what is not paused: a busy open area would never drain', () => {
    const { inFlight, begin } = create();
    begin(started('POST', '/cart/items'));
    begin(started('POST', '/profile'));
    const { count, oldest } = inFlight.writes(0, ({ raw }) => raw.target.startsWith('/cart'));
    expect(count).toBe(1);
    expect(oldest).toEqual([{ method: 'POST', path: '/cart/items', ageMs: 0 }]);
  });

  it('counts what an open site let in without being able to read it', () => {
    const { inFlight, begin } = create();
    begin(started('GET', '/a/../b'));
    expect(inFlight.writes(0).count).toBe(1);
  });

  it('counts all writes of an open site, and as many as are not read yet', () => {
    const { inFlight, begin } = create();
    const write = begin(started('POST', '/upload'));
    begin(started('POST', '/login', { approved: true }));
    const reads = Array.from({ length: 2 * mostReadAtOnce }, (_, index) =>
      begin(started('GET', `/${index}`)),
    );
    // The write and 199 of them are read, 201 are not.
    expect(inFlight.mostWrites(0)).toBe(mostReadAtOnce + 2);
    expect(inFlight.mostWrites(0)).toBe(2);
    expect(inFlight.mostWrites(0)).toBe(1);
    for (const read of reads) inFlight.end(read);
    inFlight.abandon(write);
    expect(inFlight.mostWrites(0)).toBe(1);
  });

  it('forgets what ended, in any order, once', () => {
    const { inFlight, begin } = create();
    const entries = Array.from({ length: 12 }, (_, index) => begin(started('POST', `/${index}`)));
    for (const index of [0, 11, 5, 5, 6, 4]) {
      const entry = entries[index];
      if (entry) inFlight.end(entry);
    }
    expect(inFlight.writes(0).oldest.map(({ path }) => path)).toEqual([
      '/1',
      '/2',
      '/3',
      '/7',
      '/8',
      '/9',
      '/10',
    ]);
    for (const entry of entries) inFlight.end(entry);
    expect(inFlight.writes(0)).toEqual({ count: 0, oldest: [] });
    begin(started('POST', '/again'));
    expect(inFlight.writes(0).count).toBe(1);
  });

  it('shows ten and counts all', () => {
    const { inFlight, begin } = create();
    for (let index = 0; index < 25; index += 1) begin(started('POST', `/${index}`));
    const { count, oldest } = inFlight.writes(0);
    expect([count, oldest.length]).toEqual([25, 10]);
  });

  describe('with a response that tells its end', () => {
    const override = () => started('GET', '/orders?_method=DELETE');

    it('counts until the app has answered, however slowly that is read', () => {
      const { inFlight, begin } = create();
      const response = { ...sending };
      const entry = begin(override(), response);
      expect(inFlight.writes(0).count).toBe(1);
      response.writableEnded = true;
      expect(inFlight.writes(0).count).toBe(0);
      expect(entry.ended).toBe(true);
    });

    it('counts a write whose client has left until the app has answered, and no longer than a minute', () => {
      const { inFlight, begin, at } = create();
      const answered = { ...sending };
      const forgotten = { ...sending };
      begin(override(), answered);
      begin(override(), forgotten);
      answered.destroyed = true;
      forgotten.destroyed = true;
      expect(inFlight.writes(0).count).toBe(2);
      answered.writableEnded = true;
      expect(inFlight.writes(0).count).toBe(1);
      at(abandonedAfterMs - 1);
      expect(inFlight.writes(0).count).toBe(1);
      at(abandonedAfterMs);
      expect(inFlight.writes(0).count).toBe(0);
    });

    it('forgets a read whose client has left', () => {
      const { inFlight, begin } = create();
      const response = { ...sending };
      const entry = begin(started('GET', '/'), response);
      response.destroyed = true;
      inFlight.writes(0);
      expect(entry.ended).toBe(true);
    });

    it('lets go of what has ended while others begin, past what runs for long', () => {
      const { inFlight, begin } = create();
      const long = Array.from({ length: 10 }, () => begin(override(), { ...sending }));
      const atOnce = 20;
      const responses: { writableEnded: boolean }[] = [];
      const short = Array.from({ length: 400 }, (_, index) => {
        const done = responses[index - atOnce];
        if (done !== undefined) done.writableEnded = true;
        const response = { ...sending };
        responses.push(response);
        return begin(started('GET', '/'), response);
      });
      const kept = short.filter(({ ended }) => !ended).length;
      // Those that run, and no more than as many again.
      expect(kept - atOnce).toBeLessThanOrEqual(long.length + atOnce);
      expect(inFlight.writes(0).count).toBe(10);
    });
  });

  describe('when the client of a write has left', () => {
    it('counts in its place for a minute, as what it is', () => {
      const { inFlight, begin, at } = create();
      begin(started('POST', '/first'));
      const entry = begin(started('POST', '/orders?x=1', { startedMs: 500 }));
      begin(started('POST', '/last', { startedMs: 700 }));
      const left = inFlight.abandon(entry);
      expect([entry.ended, left?.client]).toEqual([true, null]);
      expect(inFlight.writes(1_000)).toEqual({
        count: 3,
        oldest: [
          { method: 'POST', path: '/first', ageMs: 1_000 },
          { method: 'POST', path: '/orders', ageMs: 500 },
          { method: 'POST', path: '/last', ageMs: 300 },
        ],
      });
      at(700 + abandonedAfterMs - 1);
      expect(inFlight.all()).toContain(left);
      at(700 + abandonedAfterMs);
      expect(inFlight.all()).not.toContain(left);
      expect(inFlight.writes(0).count).toBe(2);
    });

    it('counts no longer once the app has answered', () => {
      const { inFlight, begin } = create();
      const left = inFlight.abandon(begin(started('POST', '/orders')));
      if (left !== null) inFlight.end(left);
      expect(inFlight.writes(0).count).toBe(0);
      begin(started('POST', '/again'));
      expect(inFlight.writes(0).count).toBe(1);
    });

    it('is forgotten at once when the window lets it through on purpose, or when it had ended', () => {
      const { inFlight, begin } = create();
      expect(inFlight.abandon(begin(started('POST', '/login', { approved: true })))).toBeNull();
      const ended = begin(started('POST', '/orders'));
      inFlight.end(ended);
      expect(inFlight.abandon(ended)).toBeNull();
      expect([inFlight.all(), inFlight.writes(0).count]).toEqual([[], 0]);
    });

    it('knows a crowd by its number only, until the last of it must be over', () => {
      const { inFlight, begin, at } = create();
      const leave = () => inFlight.abandon(begin(started('POST', '/orders')));
      const known = Array.from({ length: mostAbandoned }, leave);
      expect(known).not.toContain(null);
      expect([leave(), leave()]).toEqual([null, null]);
      expect([inFlight.all().length, inFlight.writes(0).count]).toEqual([mostAbandoned, mostAbandoned + 2]);
      at(abandonedAfterMs - 1);
      expect(leave()).toBeNull();
      at(abandonedAfterMs);
      expect([inFlight.all().length, inFlight.writes(abandonedAfterMs).count]).toEqual([0, 3]);
      // There is room again.
      expect(leave()).not.toBeNull();
      at(2 * abandonedAfterMs - 1);
      expect(inFlight.writes(2 * abandonedAfterMs - 1).count).toBe(1);
    });
  });
});
