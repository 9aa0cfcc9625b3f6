import { afterEach, describe, expect, it } from 'vitest';
import { createBoundedMap } from './bounded-map.ts';
import { clientNetwork } from './client-network.ts';
import { createFailurePause } from './failure-pause.ts';
import { createProbeAdmission, type ProbeAdmission, type ProbeCaller } from './probe-admission.ts';
import { createProbeCache } from './probe-cache.ts';
import { type SessionCookie, sessionKeyOf } from './session-key.ts';

describe('sessionKeyOf', () => {
  const sessionOf = (cookies: readonly SessionCookie[], lines: readonly string[]) =>
    sessionKeyOf(
      lines.flatMap((line) => ['Cookie', line]),
      cookies,
    );
  const keyOf = (...lines: string[]) => sessionOf(['sid', 'sid.sig'], lines);

  it('looks at the named cookies only', () => {
    expect(keyOf('sid=abc; theme=dark')).toEqual(keyOf('theme=light; sid=abc'));
    expect(keyOf('sid=abc')).not.toEqual(keyOf('sid=abd'));
    expect(keyOf('sid=abc')).not.toEqual(keyOf('sid=abc; sid.sig=x'));
  });

  it('never gives two sessions one key', () => {
    const lines = [
      'sid=a',
      'sid.sig=a',
      'sid=a; sid.sig=b',
      'sid=ab',
      'sid=a7:sid.sig1:b',
      'sid=a7:sid.sigb',
      'sid="a"',
      'sid= a',
      'sid=A',
    ];
    const sessions = lines.map((line) => keyOf(line));
    expect(sessions.filter(({ kind }) => kind !== 'session')).toEqual([]);
    expect(new Set(sessions.map((session) => JSON.stringify(session))).size).toBe(lines.length);
  });

  // Planted for a path of its own, or sent twice by an old client: whichever the application takes, it is the same.
  it.each([[['sid=abc; sid=abc']], [['sid=abc', 'theme=dark; sid=abc']]])(
    'counts equal ones once: %j',
    (lines) => {
      expect(keyOf(...lines)).toEqual(keyOf('sid=abc'));
    },
  );

  it.each([[['theme=dark']], [['sid=']], [['SID=abc; Sid=abc']], [[]]])('finds none in %j', (lines) => {
    expect(keyOf(...lines)).toEqual({ kind: 'none' });
  });

  // Werkzeug 2.3 to 3.0 and Django take the first for `sid`, PHP 8.2 the next three for the WordPress cookie (run).
  it.each<[SessionCookie, string, string]>([
    ['sid', '\u00c2\u00a0sid=own', 'sid=other'],
    ['sid', 'sid\u00e2\u0080\u0083=own', 'sid=other'],
    ['sid', 'a=1,sid=own', 'sid=other'],
    ['sid', '%73id=own', 'sid=other'],
    [{ prefix: 'wordpress_logged_in_' }, 'wordpress.logged_in_1=own', 'wordpress_logged_in_1=other'],
    [{ prefix: 'wordpress_logged_in_' }, 'wordpress logged[in_1=own', 'wordpress_logged_in_1=other'],
  ])('of %j, %s before the session is another session, in any order', (cookie, own, other) => {
    expect(sessionOf([cookie], [own])).toEqual({ kind: 'unreadable' });
    const keys = [other, `${own}; ${other}`, `${other}; ${own}`].map((line) => sessionOf([cookie], [line]));
    expect(keys.filter(({ kind }) => kind !== 'session')).toEqual([]);
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(keys.length);
  });

  it('takes other names for other cookies', () => {
    for (const line of ['my_sid=1', 'sid2=1', 'x-sid=1', 'sid.sig.old=1', 'SID=1', 'ref=/a?sid=1']) {
      expect([line, keyOf(`${line}; sid=abc`)]).toEqual([line, keyOf('sid=abc')]);
    }
  });

  it('looks through long cookies in a moment', () => {
    const started = performance.now();
    for (const piece of [' ', '"', 'si', '%73', ',sid', 'sid;', '\u00a0'])
      keyOf(piece.repeat(16_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(500);
  });

  // Which of two the application takes, nobody knows: whoever is restricted must not become nobody by sending two.
  it.each([
    [['sid=abc; sid=def']],
    [['sid=abc', 'sid=ABC']],
    [['sid=abc; sid=abc; sid=']],
    [['sid=abc; sid']],
    [['sid=abc; sid.sig=x; sid.sig=y']],
    [['sid=a\u0000b']],
    [['sid=a\nb']],
    [['sid=a\u0100']],
    [[`sid=${'x'.repeat(4_097)}`]],
    [[`sid=${'x'.repeat(4_000)}; sid.sig=${'x'.repeat(97)}`]],
  ])('cannot tell whose %j is', (lines) => {
    expect(keyOf(...lines)).toEqual({ kind: 'unreadable' });
  });

  it('finds cookies by what their names begin with', () => {
    const wordpress = (...lines: string[]) => sessionOf([{ prefix: 'wp_in_' }], lines);
    expect(wordpress('wp_in_a1=x; theme=dark')).toEqual(wordpress('theme=light; wp_in_a1=x'));
    expect(wordpress('wp_in_a1=x; wp_in_b2=y')).toEqual(wordpress('wp_in_b2=y; wp_in_a1=x'));
    const sessions = ['wp_in_a1=x', 'wp_in_a1=y', 'wp_in_b2=x', 'wp_in_a1=x; wp_in_b2=y'].map((line) =>
      JSON.stringify(wordpress(line)),
    );
    expect(new Set(sessions).size).toBe(sessions.length);
    expect(wordpress('wp_i=x; xwp_in_a=y')).toEqual({ kind: 'none' });
    expect(wordpress('wp_in_a1=x; wp_in_a1=y')).toEqual({ kind: 'unreadable' });
  });

  it('takes a session of 4 KB', () => {
    expect(keyOf(`sid=${'x'.repeat(4_096)}`)).toMatchObject({ kind: 'session' });
  });
});

describe('createBoundedMap', () => {
  it('lets go of what was not used longest', () => {
    const map = createBoundedMap<number>({ mostEntries: 2, mostKeyCharacters: 100 });
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  it('bounds the memory of long keys', () => {
    const map = createBoundedMap<number>({ mostEntries: 1_000, mostKeyCharacters: 10_000 });
    for (let index = 0; index < 100; index += 1) map.set(String(index).padStart(1_000, 'x'), index);
    expect(map.size).toBe(10);
    map.delete('99'.padStart(1_000, 'x'));
    map.set('99'.padStart(1_000, 'x'), 1);
    map.set('99'.padStart(1_000, 'x'), 2);
    expect([map.size, map.get('99'.padStart(1_000, 'x'))]).toEqual([10, 2]);
  });
});

describe('createFailurePause', () => {
  it('pauses after five failures in a row, for 2 s doubling to 30 s, and tries once each time', () => {
    const pause = createFailurePause();
    for (let count = 0; count < 5; count += 1) {
      expect(pause.admits(0)).toBe(true);
      pause.failed(0);
    }
    let nowMs = 0;
    for (const pauseMs of [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      expect(pause.admits(nowMs + pauseMs - 1)).toBe(false);
      nowMs += pauseMs;
      expect(pause.admits(nowMs), `after ${pauseMs}`).toBe(true);
      expect(pause.admits(nowMs), 'one at a time').toBe(false);
      pause.failed(nowMs);
    }
    expect(pause.admits(nowMs + 30_000)).toBe(true);
    pause.succeeded();
    for (let count = 0; count < 4; count += 1) pause.failed(nowMs);
    expect(pause.admits(nowMs)).toBe(true);
  });

  it('counts failures in a row only', () => {
    const pause = createFailurePause();
    for (let count = 0; count < 100; count += 1) {
      if (count % 5 === 4) pause.succeeded();
      else pause.failed(0);
    }
    expect(pause.admits(0)).toBe(true);
  });

  it('is not made longer by questions that were asked before it began', () => {
    const pause = createFailurePause();
    for (let count = 0; count < 8; count += 1) pause.failed(0);
    expect(pause.admits(2_000)).toBe(true);
  });
});

describe('createProbeAdmission', () => {
  const open: ProbeAdmission[] = [];
  afterEach(() => {
    for (const admission of open.splice(0)) admission.close();
  });

  function startAdmission(waitMs = 60_000) {
    const admission = createProbeAdmission({ waitMs });
    open.push(admission);
    const ask = (index: number, change: Partial<ProbeCaller> = {}) =>
      admission.enter({
        clientAddress: `203.0.113.${index}`,
        session: `s${index}`,
        isInsider: false,
        knowsInsiders: true,
        ...change,
      });
    /** A place now; null for those who get none or must wait. */
    const enter = (...given: Parameters<typeof ask>) => {
      const place = ask(...given);
      return place instanceof Promise ? null : place;
    };
    return { admission, ask, enter };
  }

  it('lets insiders first while the upstream fails, and strangers in fours, one for each client', () => {
    const { admission, enter } = startAdmission();
    for (const session of ['a', 'b', 'c', 'd']) admission.failed(session);
    for (let count = 0; count < 10; count += 1) admission.failed('a');
    const before = [1, 1].map((index) => enter(index));
    expect(before).not.toContain(null);
    admission.failed('e');
    for (const place of before) place?.leave();
    const places = [1, 1, 2, 3, 4].map((index) => enter(index));
    expect(places.map((place) => place !== null)).toEqual([true, false, true, true, true]);
    const insiders = [1, 1, 1, 1].map((index) => enter(index, { isInsider: true }));
    expect(insiders).not.toContain(null);
    places[0]?.leave();
    expect(enter(9)).not.toBeNull();
    admission.answered();
    for (const place of [...insiders, ...places.slice(1)]) place?.leave();
    expect([1, 1].map((index) => enter(index))).not.toContain(null);
  });

  it('gives one client all places but two of what strangers get', () => {
    const { enter } = startAdmission();
    const places = Array.from({ length: 10 }, () => enter(1));
    expect(places.filter((place) => place !== null)).toHaveLength(4);
    expect([2, 3, 4].map((index) => enter(index) !== null)).toEqual([true, true, false]);
    expect(enter(1, { isInsider: true })).not.toBeNull();
  });

  it('lets a client that nothing is asked for wait its turn, and no other', async () => {
    const { ask, enter } = startAdmission();
    const places = [1, 1, 1, 1, 2, 2].map((index) => enter(index));
    expect(places).not.toContain(null);
    const turns = [3, 4, 5].map((index) => ask(index));
    expect(turns.map((turn) => turn instanceof Promise)).toEqual([true, true, true]);
    // A second question of a client that is served, or that waits already.
    expect([ask(1), ask(2), ask(3)]).toEqual([null, null, null]);
    places[0]?.leave();
    const third = await turns[0];
    expect(third).not.toBeNull();
    // A place for an insider is free: it is none for those who wait.
    enter(9, { isInsider: true })?.leave();
    third?.leave();
    expect(await turns[1]).not.toBeNull();
    places[4]?.leave();
    expect(await turns[2]).not.toBeNull();
  });

  it('lets known insiders wait before others, all of one office', async () => {
    const { ask, enter } = startAdmission();
    const insider = (session: string) => ask(1, { session, isInsider: true });
    const places = Array.from({ length: 8 }, (_, index) => insider(`a${index}`));
    expect(places).not.toContain(null);
    const stranger = ask(2);
    const turns = ['b1', 'b2', 'b3'].map(insider);
    expect(turns.every((turn) => turn instanceof Promise)).toBe(true);
    expect(insider('b1')).toBeNull();
    for (const place of await Promise.all(places.slice(0, 3))) place?.leave();
    expect(await Promise.all(turns)).not.toContain(null);
    expect(enter(3)).toBeNull();
    for (const place of await Promise.all([...places.slice(3), ...turns])) place?.leave();
    expect(await stranger).not.toBeNull();
  });

  it('lets nobody wait for ever, nor too many', async () => {
    const { admission, ask, enter } = startAdmission(1);
    for (const index of [1, 1, 1, 1, 2, 2]) enter(index);
    expect(await ask(3)).toBeNull();
    const { admission: other, ask: askOther, enter: enterOther } = startAdmission();
    for (const index of [1, 1, 1, 1, 2, 2]) enterOther(index);
    const turns = Array.from({ length: 64 }, (_, index) => askOther(index + 10));
    expect(turns.filter((turn) => turn === null)).toEqual([]);
    expect(askOther(200)).toBeNull();
    other.close();
    admission.close();
    expect(new Set(await Promise.all(turns))).toEqual(new Set([null]));
  });
});

describe('clientNetwork', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
    ['2001:db8:1::', '2001:db8:1:0'],
    [null, 'unknown'],
  ])('of %s is %s', (address, expected) => {
    expect(clientNetwork(address)).toBe(expected);
  });
});

describe('createProbeCache', () => {
  it('has nothing fresh once it has expired, and still knows who was an insider', () => {
    const cache = createProbeCache();
    cache.store('a', { role: 'admin', subject: 'ada' }, { askedMs: 0, freshMs: 100 });
    expect(cache.read('a', 0)).toEqual({ role: 'admin', subject: 'ada' });
    cache.expire();
    expect([cache.read('a', 0), cache.wasInsider('a')]).toEqual([undefined, true]);
    cache.store('a', null, { askedMs: 0, freshMs: 100 });
    expect(cache.read('a', 0)).toBeNull();
  });

  it('forgets at the end of the time, exclusively', () => {
    const cache = createProbeCache();
    cache.store('a', { role: 'admin', subject: 'maria' }, { askedMs: 0, freshMs: 100 });
    cache.store('b', null, { askedMs: 0, freshMs: 100 });
    expect([cache.read('a', 99), cache.read('b', 99)]).toEqual([{ role: 'admin', subject: 'maria' }, null]);
    expect([cache.read('a', 100), cache.read('b', 100), cache.read('c', 0)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('tells who it was for a minute after it was asked, for when nobody answers, and not beyond', () => {
    const cache = createProbeCache();
    const maria = { role: 'admin', subject: 'maria' } as const;
    cache.store('a', maria, { askedMs: 1_000, freshMs: 30_000 });
    expect([cache.read('a', 31_000), cache.readStale('a', 60_999)]).toEqual([undefined, maria]);
    expect([cache.readStale('a', 61_000), cache.readStale('b', 0)]).toEqual([null, null]);
    cache.expire();
    expect(cache.readStale('a', 2_000)).toBeNull();
    cache.store('a', maria, { askedMs: 1_000, freshMs: 30_000 });
    cache.delete('a');
    expect(cache.readStale('a', 2_000)).toBeNull();
  });

  it('keeps insiders through a flood of others, and knows them after their time', () => {
    const cache = createProbeCache();
    cache.store('insider', { role: 'support', subject: 'sam' }, { askedMs: 0, freshMs: 1_000 });
    for (let index = 0; index < 20_000; index += 1)
      cache.store(`made up ${index}`, null, { askedMs: 0, freshMs: 1_000 });
    expect(cache.read('insider', 0)).toEqual({ role: 'support', subject: 'sam' });
    expect(cache.read('made up 0', 0)).toBeUndefined();
    expect(cache.read('made up 19999', 0)).toBeNull();
    expect(cache.read('insider', 1_000)).toBeUndefined();
    expect(cache.wasInsider('insider')).toBe(true);
  });

  it('counts somebody without a role as no insider, also who was one', () => {
    const cache = createProbeCache();
    cache.store('a', { role: 'admin', subject: 'maria' }, { askedMs: 0, freshMs: 100 });
    cache.store('a', { role: 'visitor', subject: 'maria' }, { askedMs: 0, freshMs: 100 });
    expect([cache.wasInsider('a'), cache.hasInsiders(), cache.read('a', 0)?.role]).toEqual([
      false,
      false,
      'visitor',
    ]);
    cache.store('a', { role: 'admin', subject: 'maria' }, { askedMs: 0, freshMs: 100 });
    cache.delete('a');
    expect([cache.hasInsiders(), cache.read('a', 0)]).toEqual([false, undefined]);
  });
});
