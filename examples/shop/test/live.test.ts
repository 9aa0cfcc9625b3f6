import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { VisitorClient } from '../src/visitor-client.ts';
import { PAYMENT, type ShopUnderTest, startShopUnderTest } from './shop-under-test.ts';

let shop: ShopUnderTest;
let mia: VisitorClient;
const open = new Set<WebSocket>();

beforeAll(async () => {
  shop = await startShopUnderTest();
  mia = await shop.logIn('customer');
});

afterEach(() => {
  for (const socket of open) {
    socket.terminate();
  }
  open.clear();
});

afterAll(() => shop.close());

type Message = Readonly<Record<string, unknown>>;

interface Talk {
  readonly socket: WebSocket;
  say(message: unknown): void;
  /** The next message, also one that came before anybody asked. */
  next(): Promise<Message>;
}

function socketTo(path: string, headers: Readonly<Record<string, string>> = {}): WebSocket {
  const socket = new WebSocket(`${shop.baseUrl.replace('http', 'ws')}${path}`, { headers });
  socket.on('error', () => undefined);
  open.add(socket);
  return socket;
}

async function talk(path: string, client?: VisitorClient): Promise<Talk> {
  const socket = socketTo(path, client && { cookie: cookiesOf(client) });
  const heard: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on('message', (data) => {
    const message: Message = JSON.parse(String(data));
    const waiter = waiting.shift();
    if (waiter === undefined) {
      heard.push(message);
    } else {
      waiter(message);
    }
  });
  await once(socket, 'open');
  return {
    socket,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: () =>
      new Promise((resolve) => {
        const message = heard.shift();
        if (message === undefined) {
          waiting.push(resolve);
        } else {
          resolve(message);
        }
      }),
  };
}

function cookiesOf(client: VisitorClient): string {
  return [...client.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
}

async function refusalOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const [, response] = await once(socketTo(path, headers), 'unexpected-response');
  response.destroy();
  return response.statusCode;
}

async function setStock(slug: string, stock: number): Promise<void> {
  await shop.database.transaction((transaction) =>
    transaction.query('update product set stock = $2 where slug = $1', [slug, stock]),
  );
}

describe('the stock ticker', () => {
  it('tells the stock of what was subscribed to, and every change, and writes nothing', async () => {
    await setStock('desk-lamp', 12);
    const records = await shop.recordsOf(async () => {
      const ticker = await talk('/live/stock');
      ticker.say({ type: 'subscribe', product: 'desk-lamp' });
      expect(await ticker.next()).toEqual({
        type: 'stock',
        product: 'desk-lamp',
        stock: 12,
        text: 'In stock',
      });
      await setStock('glass-vase', 1);
      await setStock('desk-lamp', 3);
      expect(await ticker.next()).toMatchObject({ stock: 3, text: 'Only 3 left' });
      await setStock('desk-lamp', 0);
      expect(await ticker.next()).toMatchObject({ stock: 0, text: 'Sold out for now.' });
    });
    expect(records).toEqual([]);
    await setStock('desk-lamp', 40);
  });

  it('tells of a sale', async () => {
    const ticker = await talk('/live/stock');
    ticker.say({ type: 'subscribe', product: 'olive-soap' });
    const { stock } = await ticker.next();
    const [soap] = await shop.database.query<{ id: number }>(
      `select id from product where slug = 'olive-soap'`,
    );
    await mia.submit('/cart/add', { product: String(soap?.id), quantity: '2' });
    expect((await mia.submit('/checkout', PAYMENT)).status).toBe(303);
    expect(await ticker.next()).toMatchObject({ stock: Number(stock) - 2 });
  });

  it('answers a ping, and says what is wrong with anything else', async () => {
    const ticker = await talk('/live/stock');
    ticker.say('ping');
    expect(await ticker.next()).toEqual({ type: 'pong' });
    for (const wrong of ['hello', { type: 'sell', product: 'desk-lamp' }, { type: 'subscribe' }, '[1]']) {
      ticker.say(wrong);
      expect(await ticker.next()).toMatchObject({
        type: 'problem',
        text: expect.stringMatching(/^Expected/),
      });
    }
    ticker.say({ type: 'subscribe', product: 'gone' });
    expect(await ticker.next()).toEqual({ type: 'problem', text: 'There is no product “gone”.' });
    expect(shop.errors).toEqual([]);
  });

  it('is no store for subscriptions', async () => {
    const ticker = await talk('/live/stock');
    const slugs = await shop.database.query<{ slug: string }>(
      'select slug from product order by id limit 21',
    );
    for (const { slug } of slugs) {
      ticker.say({ type: 'subscribe', product: slug });
    }
    const answers: Message[] = [];
    while (answers.length < 21) {
      answers.push(await ticker.next());
    }
    expect(answers.filter(({ type }) => type === 'stock')).toHaveLength(20);
    expect(answers).toContainEqual({
      type: 'problem',
      text: 'Expected at most 20 products on one socket.',
    });
  });

  it('closes a socket whose message is larger than any it takes', async () => {
    const { socket, say } = await talk('/live/stock');
    say('x'.repeat(9000));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });
});

describe('the support chat', () => {
  it('keeps messages through the record, in order, and tells all tabs of the customer', async () => {
    const tab = await talk('/live/chat', mia);
    const other = await talk('/live/chat', mia);
    const { messages } = { messages: [], ...(await tab.next()) };
    await other.next();
    const records = await shop.recordsOf(async () => {
      tab.say({ type: 'message', text: ' Where is my lamp? ' });
      tab.say({ type: 'message', text: 'It was blue.' });
      for (const listener of [tab, other]) {
        expect(await listener.next()).toMatchObject({ type: 'message', text: 'Where is my lamp?' });
        expect(await listener.next()).toMatchObject({ type: 'message', text: 'It was blue.' });
      }
    });
    expect(messages).toEqual([]);
    expect(records).toMatchObject([
      { kind: 'write', method: 'GET', path: '/live/chat', actor: 'mia@shop.example' },
      { kind: 'write', method: 'GET', path: '/live/chat', actor: 'mia@shop.example' },
    ]);
    const later = await talk('/live/chat', mia);
    expect(await later.next()).toMatchObject({
      type: 'history',
      messages: [{ text: 'Where is my lamp?' }, { text: 'It was blue.' }],
    });
    expect((await mia.get('/faq')).text).toContain('<li>It was blue.</li>');
    const support = await shop.logIn('support');
    expect((await support.get('/support/messages')).text).toContain('Where is my lamp?');
  });

  it('shows nobody the messages of somebody else', async () => {
    const admin = await shop.logIn('admin');
    const chat = await talk('/live/chat', admin);
    expect(await chat.next()).toEqual({ type: 'history', messages: [] });
    const miasChat = await talk('/live/chat', mia);
    await miasChat.next();
    miasChat.say({ type: 'message', text: 'A secret' });
    await miasChat.next();
    chat.say('ping');
    expect(await chat.next()).toEqual({ type: 'pong' });
  });

  it.each([
    ['an empty message', { type: 'message', text: '  ' }],
    ['a long one', { type: 'message', text: 'x'.repeat(501) }],
    ['no message', { type: 'message' }],
    ['anything else', { type: 'subscribe', product: 'desk-lamp' }],
  ])('says what is wrong with %s, and keeps nothing', async (_name, wrong) => {
    const chat = await talk('/live/chat', mia);
    await chat.next();
    const records = await shop.recordsOf(async () => {
      chat.say(wrong);
      expect(await chat.next()).toMatchObject({ type: 'problem', text: expect.stringMatching(/^Expected/) });
    });
    expect(records).toEqual([]);
  });

  it('is closed for nobody, and for somebody who logged out', async () => {
    const nobody = await talk('/live/chat');
    expect((await once(nobody.socket, 'close'))[0]).toBe(4401);
    const customer = await shop.logIn('customer');
    const chat = await talk('/live/chat', customer);
    await chat.next();
    await customer.submit('/logout', {});
    const records = await shop.recordsOf(async () => {
      chat.say({ type: 'message', text: 'Still here?' });
      expect((await once(chat.socket, 'close'))[0]).toBe(4401);
    });
    expect(records).toEqual([]);
  });

  it('takes a message from a browser without sockets, too', async () => {
    const records = await shop.recordsOf(async () => {
      const { status, headers } = await mia.submit('/chat', { text: 'By form' });
      expect([status, headers.location]).toEqual([303, '/faq?done=message']);
      expect((await mia.submit('/chat', { text: '' })).status).toBe(422);
      expect((await shop.client().submit('/chat', { text: 'Who am I?' })).status).toBe(401);
    });
    expect(records).toMatchObject([{ method: 'POST', path: '/chat', actor: 'mia@shop.example' }]);
  });
});

describe('handshakes', () => {
  it.each(['/live/stock', '/live/chat'])('%s: of another site’s page are refused', async (path) => {
    expect(await refusalOf(path, { origin: 'http://evil.example', cookie: cookiesOf(mia) })).toBe(403);
    expect(await refusalOf(path, { origin: 'null' })).toBe(403);
    const own = socketTo(path, { origin: shop.baseUrl });
    await once(own, 'open');
  });

  it('anywhere else are refused', async () => {
    expect(await refusalOf('/live/other')).toBe(404);
    expect(await refusalOf('/')).toBe(404);
  });

  it('other upgrades get the ordinary page', async () => {
    const { status } = await shop
      .client()
      .send({ method: 'GET', path: '/faq', headers: { connection: 'upgrade', upgrade: 'h2c' } });
    expect(status).toBe(200);
  });

  it('a shop that stops says goodbye', async () => {
    const stopping = await startShopUnderTest();
    const socket = new WebSocket(`${stopping.baseUrl.replace('http', 'ws')}/live/stock`);
    await once(socket, 'open');
    const [[code]] = await Promise.all([once(socket, 'close'), stopping.close()]);
    expect(code).toBe(1001);
  });
});
