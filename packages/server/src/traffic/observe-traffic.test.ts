import {
  compilePolicy,
  createSnapshot,
  decide,
  type Identity,
  type Judgement,
  type Mode,
  noBreakGlass,
  type PolicyInput,
  parsePolicy,
  readRequest,
  untouchedSwitch,
} from '@portcullis/gate';
import { describe, expect, it } from 'vitest';
import { observeTraffic } from './observe-traffic.ts';

interface Asked {
  readonly mode?: Mode;
  readonly method?: string;
  readonly target?: string;
  readonly identity?: Identity | null;
}

function site(input: PolicyInput = {}) {
  const compiled = compilePolicy(parsePolicy(input));
  const views = new Map<Mode, Judgement['view']>();
  const viewOf = (mode: Mode): Judgement['view'] => {
    const known = views.get(mode);
    if (known !== undefined) return known;
    const current = { ...untouchedSwitch('shop'), mode, windowId: mode === 'open' ? null : 'w1' };
    const snapshot = createSnapshot({ switch: current, compiled, leaseUntilMs: Number.POSITIVE_INFINITY });
    const view = {
      snapshot,
      passes: new Map(),
      breakGlass: noBreakGlass,
      presented: compiled.policy,
      settings: null,
      store: 'following' as const,
    };
    views.set(mode, view);
    return view;
  };
  return ({ mode = 'open', method = 'GET', target = '/', identity = null }: Asked = {}): Judgement => {
    const raw = {
      method,
      target,
      headers: ['Host', 'shop.example'],
      peer: '192.0.2.7',
      httpVersion: '1.1' as const,
      secure: false,
      upgrade: false,
    };
    const request = readRequest(compiled, raw);
    const view = viewOf(mode);
    const verdict = decide(view.snapshot, request, { identity, body: null, confirmed: false }, 0);
    if (verdict.kind === 'need') throw new Error('everything is known');
    return { request, decision: verdict, view, known: {}, body: null, setCookies: [] };
  };
}

const start = 1_700_000_040_000;
function watch(input?: PolicyInput) {
  const clock = { now: start };
  const failures: unknown[] = [];
  const traffic = observeTraffic({
    ledger: null,
    onFailure: (error) => void failures.push(error),
    now: () => clock.now,
  });
  return { clock, failures, traffic, asked: site(input) };
}
const ada: Identity = { role: 'admin', subject: 'ada', via: 'probe', pass: null };

describe('what is kept', () => {
  it('is a sample of each second; the numbers tell what is missing, and counts are exact', () => {
    const { clock, traffic, asked } = watch();
    for (let second = 0; second < 3; second += 1) {
      for (let index = 0; index < 1_000; index += 1) traffic.observe(asked());
      clock.now += 1_000;
    }
    const kept = traffic.newest();
    expect(kept).toHaveLength(75);
    expect(kept.map(({ number }) => number).slice(0, 2)).toEqual([2_025, 2_024]);
    expect(traffic.number).toBe(3_000);
    expect(traffic.summary().minutes.at(-1)).toMatchObject({ allowed: 3_000, refused: 0 });
  });

  it('never grows beyond 2,000, and the newest of them stay', () => {
    const { clock, traffic, asked } = watch();
    for (let index = 0; index < 2_500; index += 1) {
      traffic.observe(asked({ mode: 'read-only', method: 'POST', target: `/r/${index}` }), 'AAAA-BBBB');
      clock.now += 10;
    }
    const numbers = traffic.newest().map(({ number }) => number);
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([2_000, 2_500, 501]);
    expect(traffic.after(2_497).map(({ number }) => number)).toEqual([2_498, 2_499, 2_500]);
    expect(traffic.after(2_500)).toEqual([]);
  });

  it('holds short strings of its own, and none that requests keep secret', () => {
    const { traffic, asked } = watch();
    const target = `/reset/${'a1'.repeat(2_000)}?password=hunter2`;
    traffic.observe(
      asked({ mode: 'read-only', method: 'POST', target, identity: { ...ada, subject: 'x'.repeat(9_000) } }),
    );
    const text = JSON.stringify([traffic.newest(), traffic.summary(), traffic.inside()]);
    expect(text).not.toContain('hunter2');
    expect(text.length).toBeLessThan(10_000);
  });
});

describe('counts', () => {
  it('are by minute, with the minutes in which nothing came, and forget after an hour', () => {
    const { clock, traffic, asked } = watch();
    traffic.observe(asked());
    clock.now += 5 * 60_000;
    traffic.observe(asked({ mode: 'read-only', method: 'POST', target: '/a' }));
    const { minutes } = traffic.summary();
    expect(minutes).toHaveLength(60);
    expect(minutes.slice(-6).map(({ allowed, refused }) => [allowed, refused])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1],
    ]);
    clock.now += 60 * 60_000;
    const later = traffic.summary();
    expect(later.minutes.every(({ allowed, refused }) => allowed + refused === 0)).toBe(true);
    expect(later.topRefused).toEqual([]);
  });

  it('tell what production mode shuts apart from what a window refuses', () => {
    const { traffic, asked } = watch();
    const write = asked({ mode: 'read-only', method: 'POST', target: '/web/database/drop' });
    traffic.observe(write);
    const rule = { id: 'production', detail: '/web/database/**' };
    for (let count = 0; count < 3; count += 1) {
      traffic.observe({
        ...write,
        decision: { ...(write.decision as object), rule } as Judgement['decision'],
      });
    }
    const { minutes, topRefused, unnamedWrites } = traffic.summary();
    expect(minutes.at(-1)).toMatchObject({ refused: 1, shut: 3 });
    expect(topRefused).toMatchObject([{ rule: 'read-only-write', count: 1 }]);
    expect(unnamedWrites).toMatchObject([{ route: '/web/database/drop', count: 1 }]);
  });

  it('tell bypasses and confirmations apart', () => {
    const { traffic, asked } = watch({
      trusted: { networks: [{ name: 'office', cidr: '192.0.2.0/24' }] },
      routes: [{ match: 'POST /refund', sensitive: true, why: 'money' }],
    });
    const write = { mode: 'read-only', method: 'POST', identity: ada } as const;
    traffic.observe(asked({ ...write, target: '/orders' }));
    traffic.observe({ ...asked({ ...write, target: '/orders' }) });
    const confirm = asked({ ...write, target: '/refund' });
    traffic.observe({
      ...confirm,
      decision: { ...(confirm.decision as object), kind: 'confirm' } as Judgement['decision'],
    });
    expect(traffic.summary().minutes.at(-1)).toMatchObject({ bypassed: 2, confirm: 1, allowed: 0 });
    expect(traffic.inside()).toMatchObject([
      { subject: 'ada', by: 'probe + network office', writes: 2, address: '192.0.2.7' },
    ]);
  });

  it('of a clock that goes back stay in the newest minute', () => {
    const { clock, traffic, asked } = watch();
    traffic.observe(asked());
    clock.now -= 3_600_000;
    traffic.observe(asked());
    clock.now += 3_600_000;
    expect(traffic.summary().minutes.at(-1)?.allowed).toBe(2);
  });

  it('hold a request that is judged anew once, as it was decided last', () => {
    const { traffic, asked } = watch();
    const first = asked();
    traffic.observe(first);
    traffic.takeBack(first);
    traffic.observe(asked({ mode: 'closed' }));
    expect(traffic.summary().minutes.at(-1)).toMatchObject({ allowed: 0, refused: 1 });
  });

  it('leave routes of the gate itself out', () => {
    const { traffic, asked } = watch();
    traffic.observe(asked({ target: '/.well-known/portcullis/status' }));
    expect(traffic.number).toBe(0);
  });
});

describe('what cannot be read', () => {
  it('is counted and harms nobody', () => {
    const { failures, traffic, asked } = watch();
    traffic.observe(asked({ mode: 'closed', target: '/%zz' }));
    const broken = asked({ mode: 'read-only', method: 'POST', target: '/a' });
    Object.defineProperty(broken, 'request', {
      get() {
        throw new Error('unreadable');
      },
    });
    traffic.observe(broken);
    expect(failures).toHaveLength(1);
    expect(traffic.summary().minutes.at(-1)?.refused).toBe(2);
    expect(traffic.summary().topRefused).toMatchObject([{ route: '(malformed)' }]);
  });
});
