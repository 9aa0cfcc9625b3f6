import { EventEmitter } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { createListeningHints, type ListenOptions } from './listen.ts';

const never = () => new Promise<never>(() => {});

/** A connection as `pg` has one, which answers as long as it is told to. */
class FakeClient extends EventEmitter {
  readonly asked: string[] = [];
  isEnded = false;
  answers = true;
  readonly #fails: boolean;

  constructor(fails = false) {
    super();
    this.#fails = fails;
  }
  async connect() {
    if (this.#fails) throw new Error('nobody there');
  }
  query(text: string) {
    this.asked.push(text);
    return this.answers ? Promise.resolve() : never();
  }
  async end() {
    this.isEnded = true;
  }
  say(payload: string) {
    this.emit('notification', { payload });
  }
}

function listen(options: Partial<ListenOptions> & { readonly failing?: number } = {}) {
  const clients: FakeClient[] = [];
  const notified: string[] = [];
  const hints = createListeningHints({
    connect() {
      const client = new FakeClient(clients.length < (options.failing ?? 0));
      clients.push(client);
      return client;
    },
    channel: 'portcullis "x"',
    forgottenAfterMs: 30_000,
    notify: async (payload) => void notified.push(payload),
    timeoutMs: 50,
    heartbeatMs: 10_000,
    ...options,
  });
  onTestFinished(() => hints.close());
  /** Counted from when it listens: what came before that nobody heard, so everybody looks then. */
  const listening = async (...sites: readonly string[]) => {
    const all = sites.map(heard);
    await poll(() => all.map(({ count }) => count())).toEqual(sites.map(() => 1));
    return all.map(({ count, stop }) => ({ count: () => count() - 1, stop }));
  };
  const heard = (site: string) => {
    let count = 0;
    const stop = hints.subscribe(site, () => {
      count += 1;
    });
    return { count: () => count, stop };
  };
  const last = (): FakeClient => {
    const client = clients.at(-1);
    if (client === undefined) throw new Error('Expected a connection, got none');
    return client;
  };
  return { hints, clients, notified, heard, listening, last };
}
const poll = <T>(read: () => T) => expect.poll(read, { interval: 5, timeout: 20_000 });

it('hears of the sites that it was asked for, once for each epoch, and of nothing else', async () => {
  const { listening, last } = listen();
  const [shop, blog] = await listening('shop', 'blog');
  expect(last().asked).toEqual(['listen "portcullis ""x"""']);
  last().say('{"site":"shop","epoch":2}');
  last().say('{"site":"shop","epoch":2}');
  for (const odd of ['', 'null', '{"site":"shop"}', '{"site":7,"epoch":3}', '{']) last().say(odd);
  expect([shop?.count(), blog?.count()]).toEqual([1, 0]);
  last().say('{"site":"shop","epoch":3}');
  expect([shop?.count(), blog?.count()]).toEqual([2, 0]);
});

it('tells this process at once and others by the way, who hear it once', async () => {
  const { hints, listening, notified, last } = listen();
  const [shop] = await listening('shop');
  hints.raise('shop', 5);
  expect([shop?.count(), notified]).toEqual([1, ['{"site":"shop","epoch":5}']]);
  // Its own comes back.
  last().say('{"site":"shop","epoch":5}');
  expect(shop?.count()).toBe(1);
});

it('minds nobody whom it cannot tell', async () => {
  const { hints, heard } = listen({ notify: () => Promise.reject(new Error('away')) });
  const shop = heard('shop');
  hints.raise('shop', 1);
  expect(shop.count()).toBe(1);
});

it.each(['error', 'end'])(
  'connects again after an %s, and has everybody look for what was missed',
  async (event) => {
    const { listening, clients, last } = listen();
    const [shop] = await listening('shop');
    last().emit(event);
    await poll(() => clients.length).toBe(2);
    await poll(() => shop?.count()).toBe(1);
    expect(clients.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    last().say('{"site":"shop","epoch":9}');
    expect(shop?.count()).toBe(2);
  },
);

it('goes on trying while nobody is there', async () => {
  const { heard, clients } = listen({ failing: 2 });
  const shop = heard('shop');
  await poll(() => clients.length).toBe(3);
  await poll(shop.count).toBe(1);
});

it('finds a connection that died without a word by asking', async () => {
  const { listening, clients, last } = listen({ heartbeatMs: 10 });
  const [shop] = await listening('shop');
  await poll(() => last().asked.slice(0, 3)).toEqual(['listen "portcullis ""x"""', 'select 1', 'select 1']);
  expect(clients).toHaveLength(1);
  last().answers = false;
  await poll(() => clients.length).toBe(2);
  await poll(() => shop?.count()).toBe(1);
});

it('gives up a server that takes the connection and does not answer', async () => {
  const { heard, clients } = listen();
  heard('shop');
  (clients[0] as FakeClient).answers = false;
  await poll(() => clients.length).toBe(2);
  expect(clients[0]?.isEnded).toBe(true);
});

it('leaves with the last who listens, and comes back with the next', async () => {
  const { listening, clients, last } = listen();
  const [one, two] = await listening('shop', 'shop');
  one?.stop();
  last().say('{"site":"shop","epoch":1}');
  expect([one?.count(), two?.count(), last().isEnded]).toEqual([0, 1, false]);
  two?.stop();
  await poll(() => last().isEnded).toBe(true);
  const [three] = await listening('shop');
  expect(clients).toHaveLength(2);
  last().say('{"site":"shop","epoch":2}');
  expect(three?.count()).toBe(1);
});

it('is over once it is closed', async () => {
  const { hints, heard, listening, clients, last } = listen();
  const [shop] = await listening('shop');
  hints.close();
  await poll(() => last().isEnded).toBe(true);
  hints.raise('shop', 3);
  heard('shop');
  expect([shop?.count(), clients.length]).toEqual([0, 1]);
});

it('listens to nobody where it is told to', () => {
  const { hints, heard, notified, clients } = listen({ connect: null });
  const shop = heard('shop');
  hints.raise('shop', 1);
  expect([shop.count(), notified.length, clients.length]).toEqual([1, 1, 0]);
});

// F06: a client that was handed in refuses at that moment; it ended the process.
it('goes on trying where no connection can even be begun', async () => {
  let tries = 0;
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  process.on('unhandledRejection', note);
  const hints = createListeningHints({
    connect() {
      tries += 1;
      throw new Error('the pool was ended');
    },
    channel: 'c',
    forgottenAfterMs: 60_000,
    timeoutMs: 50,
  });
  onTestFinished(() => hints.close());
  hints.subscribe('shop', () => undefined);
  await poll(() => tries).toBe(2);
  process.off('unhandledRejection', note);
  expect(uncaught).toEqual([]);
});
