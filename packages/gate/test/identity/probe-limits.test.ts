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
import { sendJson } from './start-upstream.ts';

afterEach(closeProbes);

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

  it('ask for 8 sessions at once; the ninth is nobody at once', async () => {
    const { answer, arrived, release } = createHeld();
    const { upstream, ask } = await startProbe(answer);
    const answers = Array.from({ length: 8 }, (_, index) => ask('Cookie', `sid=admin${index}`));
    await arrived(8);
    expect(ask('Cookie', 'sid=admin8')).toBeNull();
    release();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => recognisedAdmin));
    const ninth = ask('Cookie', 'sid=admin8');
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
    expect(settled.filter((answer) => answer !== null)).toEqual([]);
    expect(upstream.mostAtOnce()).toBeLessThanOrEqual(8);
    // 6 strangers at once, ten times, and the insider: 1 + 10.
    expect(upstream.asked.length).toBeLessThanOrEqual(6 * 10 + 11);
  });

  it('pause after five failures in a row, and try one again after 2 s', async () => {
    let isDown = true;
    const { upstream, ask } = await startProbe((asked, response) => {
      if (isDown) response.writeHead(500).end();
      else whoIs(asked, response);
    });
    for (let count = 0; count < 5; count += 1) expect(await ask('Cookie', `sid=admin${count}`)).toBeNull();
    time.nowMs = 1_999;
    expect(ask('Cookie', 'sid=admin')).toBeNull();
    expect(upstream.asked).toHaveLength(5);
    time.nowMs = 2_000;
    isDown = false;
    const trial = ask('Cookie', 'sid=admin');
    expect(ask('Cookie', 'sid=admin9')).toBeNull();
    expect(await trial).toEqual(recognisedAdmin);
    expect(await ask('Cookie', 'sid=admin9')).toEqual(recognisedAdmin);
    expect(upstream.asked).toHaveLength(7);
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
  expect(await answer1).toBeNull();
  expect(ask('Cookie', 'sid=admin')).toBeNull();
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
