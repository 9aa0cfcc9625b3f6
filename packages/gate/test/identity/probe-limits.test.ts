import { afterEach, describe, expect, it } from 'vitest';
import { createProbeSource } from '../../src/identity/index.ts';
import {
  admin,
  closeProbes,
  createHeld,
  probeInput,
  recognisedAdmin,
  requestWith,
  startProbe,
  time,
  whoIs,
} from './start-probe.ts';
import { type Answer, sendJson } from './start-upstream.ts';

afterEach(closeProbes);

describe('an application that does not answer any more', () => {
  it('does not put out whom it named a minute ago, and lets nobody else in', async () => {
    let isDown = false;
    const { ask, source } = await startProbe((asked, response) => {
      if (isDown) response.socket?.destroy();
      else whoIs(asked, response);
    });
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    isDown = true;
    time.nowMs = 59_999;
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    expect(await ask('Cookie', 'sid=admin2')).toBe('unsure');
    time.nowMs = 60_000;
    expect(await ask('Cookie', 'sid=admin')).toBe('unsure');
    // Who has signed out is forgotten at once.
    isDown = false;
    time.nowMs = 70_000;
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    isDown = true;
    source.forget?.(requestWith('Cookie', 'sid=admin'));
    expect(await ask('Cookie', 'sid=admin')).toBe('unsure');
  });
});

describe('limits', () => {
  it('ask once for all who come with one session at the same time', async () => {
    const { answer, arrived, release } = createHeld();
    const { upstream, ask } = await startProbe(answer);
    const answers = Array.from({ length: 50 }, (_, index) => ask('Cookie', `theme=${index}; sid=admin`));
    await arrived(1);
    release();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 50 }, () => recognisedAdmin));
    expect(upstream.asked).toHaveLength(1);
  });

  it('ask for 8 sessions at once; the ninth waits its turn', async () => {
    const { answer, arrived, release } = createHeld();
    const { upstream, askFrom } = await startProbe(answer);
    const answers = Array.from({ length: 8 }, (_, index) =>
      askFrom(`203.0.113.${index % 2}`, `sid=admin${index}`),
    );
    await arrived(8);
    // Of clients that are served already nobody waits.
    expect(askFrom('203.0.113.0', 'sid=admin9')).toBe('unsure');
    const ninth = askFrom('203.0.113.9', 'sid=admin8');
    expect(upstream.asked).toHaveLength(8);
    release();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => recognisedAdmin));
    await arrived(1);
    release();
    expect(await ninth).toEqual(recognisedAdmin);
    expect([upstream.asked.length, upstream.mostAtOnce()]).toEqual([9, 8]);
  });

  it('hold when 1,000 writes come with made-up cookies: nobody gets in, the upstream is spared, insiders are known', async () => {
    const held: (() => void)[] = [];
    let isSlow = true;
    const { upstream, ask } = await startProbe((asked, response) => {
      // Slow for strangers, as a session look-up under load is.
      if (isSlow && !asked.headers.cookie?.includes('sid=admin')) held.push(() => whoIs(asked, response));
      else whoIs(asked, response);
    });
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);

    const strangers: unknown[] = [];
    for (let count = 0; count < 1_000; count += 1) {
      strangers.push(ask('Cookie', `sid=${crypto.randomUUID()}`));
      if (count % 100 === 99) {
        // The insider's time in the cache is over in the middle of the flood.
        time.nowMs += 30_000;
        expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
        for (const send of held.splice(0)) send();
      }
    }
    isSlow = false;
    for (const send of held.splice(0)) send();
    const settled = await Promise.all(strangers);
    expect(settled.filter((answer) => answer !== null && answer !== 'unsure')).toEqual([]);
    expect(upstream.mostAtOnce()).toBeLessThanOrEqual(8);
    // 6 strangers at once, ten times, and the insider: 1 + 10.
    expect(upstream.asked.length).toBeLessThanOrEqual(6 * 10 + 11);
  });

  it('ask one at a time for each client once five sessions failed in a row, until an answer comes', async () => {
    const held: (() => void)[] = [];
    const { promise: threeHeld, resolve } = Promise.withResolvers<void>();
    let isDown = true;
    const { upstream, askFrom } = await startProbe((asked, response) => {
      if (!asked.headers.cookie?.includes('late')) {
        if (isDown) response.writeHead(500).end();
        else whoIs(asked, response);
      } else if (held.push(() => response.writeHead(500).end()) === 3) resolve();
    });
    for (let count = 0; count < 5; count += 1)
      expect(await askFrom('203.0.113.1', `sid=x${count}`)).toBe('unsure');
    const trials = Array.from({ length: 60 }, (_, index) =>
      askFrom(`203.0.113.${index % 3}`, `sid=late${index}`),
    );
    await threeHeld;
    expect(trials.filter((trial) => trial !== 'unsure')).toHaveLength(3);
    expect(upstream.asked).toHaveLength(5 + 3);
    // Each answer makes room for one more; none for those who wait at the same client.
    for (const send of held.splice(0)) send();
    await Promise.all(trials);
    isDown = false;
    expect(await askFrom('203.0.113.1', 'sid=admin')).toEqual(recognisedAdmin);
    const open = [1, 2, 3].map((index) => askFrom('203.0.113.1', `sid=admin${index}`));
    expect(await Promise.all(open)).toEqual([recognisedAdmin, recognisedAdmin, recognisedAdmin]);
  });

  // All strangers shared one pause: whoever repeated one cookie that makes the application fail kept every
  // insider outside for as long as he went on.
  it.each<[string, Answer]>([
    ['500', (_, response) => response.writeHead(500).end()],
    ['429', (_, response) => response.writeHead(429).end()],
    ['408', (_, response) => response.writeHead(408).end()],
    ['a reset', (_, response) => response.destroy()],
  ])('let nobody lock others out by one cookie that is answered with %s', async (_, odd) => {
    const { upstream, ask } = await startProbe((asked, response) => {
      if (asked.headers.cookie?.includes('odd')) odd(asked, response);
      else whoIs(asked, response);
    });
    for (let count = 0; count < 50; count += 1) expect(await ask('Cookie', 'sid=odd')).toBe('unsure');
    // That cookie is left alone for a moment, and for nobody else's sake only.
    expect(upstream.asked).toHaveLength(3);
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
    time.nowMs = 5_000;
    await ask('Cookie', 'sid=odd');
    expect(upstream.asked).toHaveLength(5);
  });

  it.each([500, 429])(
    'let nobody lock others out by many cookies that are answered with %i',
    async (status) => {
      const { ask, askFrom } = await startProbe((asked, response) => {
        if (asked.headers.cookie?.includes('odd')) response.writeHead(status).end();
        else whoIs(asked, response);
      });
      for (let round = 0; round < 10; round += 1) {
        for (let count = 0; count < 20; count += 1) await ask('Cookie', `sid=odd${round}-${count}`);
        expect(await ask('Cookie', `sid=admin${round}`)).toEqual(recognisedAdmin);
      }
      for (let count = 0; count < 20; count += 1) void ask('Cookie', `sid=odd${count}`);
      expect(await askFrom('203.0.113.99', 'sid=admin')).toEqual(recognisedAdmin);
    },
  );

  it('let nobody lock others out by many cookies that are never answered', async () => {
    const held: (() => void)[] = [];
    const { promise: sixHeld, resolve } = Promise.withResolvers<void>();
    const { upstream, askFrom } = await startProbe((asked, response) => {
      if (!asked.headers.cookie?.includes('odd')) whoIs(asked, response);
      else if (held.push(() => response.destroy()) === 6) resolve();
    });
    const flood = (round: number) =>
      Array.from({ length: 100 }, (_, index) => askFrom('203.0.113.1', `sid=odd${round}-${index}`));
    const first = flood(1);
    await sixHeld;
    expect(upstream.asked).toHaveLength(6);
    expect(await askFrom('203.0.113.2', 'sid=admin1')).toEqual(recognisedAdmin);
    for (const send of held.splice(0)) send();
    await Promise.all(first);
    // Now the application counts as failing: one question for the flood, and still one for everybody else.
    const second = flood(2);
    expect(second.filter((answer) => answer !== 'unsure')).toHaveLength(1);
    expect(await askFrom('203.0.113.2', 'sid=admin2')).toEqual(recognisedAdmin);
    for (const send of held.splice(0)) send();
  });

  it('count the addresses of one IPv6 network as one client', async () => {
    const { answer, arrived, release } = createHeld();
    const { askFrom } = await startProbe(answer);
    const flood = Array.from({ length: 20 }, (_, index) =>
      askFrom(`2001:db8:0:1::${(index + 1).toString(16)}`, `sid=x${index}`),
    );
    await arrived(6);
    expect(flood.filter((one) => one !== 'unsure')).toHaveLength(6);
    const admin = askFrom('2001:db8::2:0:0:0:1', 'sid=admin');
    await arrived(7);
    release();
    expect(await admin).toEqual(recognisedAdmin);
  });

  it('do not let made-up cookies that break the upstream lock insiders out', async () => {
    const { ask } = await startProbe((asked, response) => {
      if (asked.headers.cookie?.includes('broken')) response.writeHead(500).end();
      else whoIs(asked, response);
    });
    await ask('Cookie', 'sid=admin');
    for (let count = 0; count < 10; count += 1) await ask('Cookie', `sid=broken${count}`);
    time.nowMs = 30_000;
    for (let count = 0; count < 10; count += 1) await ask('Cookie', `sid=broken${count}`);
    expect(await ask('Cookie', 'sid=admin')).toEqual(recognisedAdmin);
  });
});

describe('forget', () => {
  it('asks again for a session that signed in or out', async () => {
    let signedIn = false;
    const { upstream, source, ask } = await startProbe((_, response) => {
      if (signedIn) sendJson(response, admin);
      else response.writeHead(401).end();
    });
    expect(await ask('Cookie', 'sid=x')).toBeNull();
    signedIn = true;
    expect(ask('Cookie', 'sid=x')).toBeNull();
    source.forget?.(requestWith('Cookie', 'theme=dark; sid=x'));
    expect(await ask('Cookie', 'sid=x')).toEqual(recognisedAdmin);
    signedIn = false;
    source.forget?.(requestWith('Cookie', 'sid=x'));
    expect(await ask('Cookie', 'sid=x')).toBeNull();
    source.forget?.(requestWith());
    expect(upstream.asked).toHaveLength(3);
  });

  it('does not keep an answer that was on its way', async () => {
    const { answer, arrived, release } = createHeld();
    const { upstream, source, ask } = await startProbe(answer);
    const before = ask('Cookie', 'sid=admin');
    await arrived(1);
    source.forget?.(requestWith('Cookie', 'sid=admin'));
    const after = ask('Cookie', 'sid=admin');
    await arrived(2);
    release();
    await Promise.all([before, after]);
    expect(upstream.asked).toHaveLength(2);
    source.forget?.(requestWith('Cookie', 'sid=admin'));
    const last = ask('Cookie', 'sid=admin');
    expect(last).toBeInstanceOf(Promise);
    await arrived(1);
    source.forget?.(requestWith('Cookie', 'sid=admin'));
    release();
    await last;
    expect(ask('Cookie', 'sid=admin')).toBeInstanceOf(Promise);
    await arrived(1);
    release();
  });
});

it('ends its questions when it is closed', async () => {
  const { answer, arrived } = createHeld();
  const { source, ask } = await startProbe(answer, { timeoutMs: 10_000 });
  const answer1 = ask('Cookie', 'sid=admin');
  await arrived(1);
  source.close?.();
  expect(await answer1).toBe('unsure');
  expect(ask('Cookie', 'sid=admin')).toBe('unsure');
});

it.each([
  ['no URL', 'localhost:3000', '/api/me'],
  ['a path', 'http://127.0.0.1:3000/app', '/api/me'],
  ['credentials', 'http://user:pass@127.0.0.1:3000', '/api/me'],
  ['another scheme', 'file:///srv', '/api/me'],
  ['a probe path that leaves it', 'http://127.0.0.1:3000', '//evil.example/api/me'],
  ['a probe path that leaves it by a backslash', 'http://127.0.0.1:3000', '/\\evil.example'],
])('is not created for an upstream with %s', (_, upstream, path) => {
  const clock = { wallMs: () => 0, monotonicMs: () => 0 };
  expect(() => createProbeSource({ input: { ...probeInput, request: { path } }, upstream, clock })).toThrow(
    /^Expected/,
  );
});
