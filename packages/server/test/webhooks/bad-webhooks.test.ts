import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { parsePolicy } from '@portcullis/gate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type Arrived, type RunningSite, startSite } from '../support/running-site.ts';
import { rawCall } from './raw-call.ts';
import { secret, stripeEvent } from './signed-webhooks.ts';

// What no provider sends. None of it may end the server, be read as what it is not, or be acknowledged and not arrive.

const wait = { timeout: 20_000 };
let site: RunningSite;
let log: string[];

beforeEach(async () => {
  log = [];
  site = await startSite({
    environment: { SECRET: secret },
    onLog: (line) => log.push(line),
    application: (_, response) => void response.writeHead(200).end(),
    policy: {
      webhooks: [
        { match: 'POST /hooks/any', order: { pointer: '/items/0/id' }, limits: { bodyBytes: 16_000_000 } },
        { match: 'POST /hooks/header', order: { header: 'x-key' } },
        { match: 'POST /hooks/stripe', provider: 'stripe', secretFrom: 'SECRET' },
      ],
    },
  });
});
afterEach(() => site.close());

const post = (target: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  site.send(target, { method: 'POST', body, headers });
interface Held {
  readonly id: string;
  readonly isBehind: boolean;
}
const heldNow = async () =>
  (await site.control.get<{ held: readonly Held[] }>('/webhooks/held?limit=500')).held;
const headersOf = (arrived: Arrived | undefined): Arrived['headers'] => arrived?.headers ?? {};
const head = (target: string, ...lines: readonly string[]) =>
  `${[`POST ${target} HTTP/1.1`, 'Host: localhost', ...lines].join('\r\n')}\r\n\r\n`;

describe('a body that cannot be read', () => {
  const keys = Array.from({ length: 1_000_000 }, (_, index) => `k${index}`);
  const unreadable: readonly (readonly [string, () => string | Buffer, Record<string, string>?])[] = [
    ['a million keys', () => `{${keys.map((key) => `"${key}":1`).join()},"items":[{"id":"a"}]}`],
    [
      'a million fields',
      () => keys.map((key) => `${key}=1`).join('&'),
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    ],
    ['a million levels', () => '['.repeat(1_000_000)],
    ['a million levels of objects', () => '{"items":'.repeat(1_000_000)],
    ['bytes that are no UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['a byte order mark', () => '\ufeff{"items":[{"id":"a"}]}'],
    // One parser takes the first, another the last: neither is ours to choose.
    ['a name twice', () => '{"items":[{"id":"a"}],"items":[{"id":"b"}]}'],
    ['a name twice, one of them escaped', () => '{"items":[{"id":"a","\\u0069d":"b"}]}'],
    ['a name that reaches prototypes', () => '{"__proto__":{"items":[{"id":"a"}]},"items":[{"id":"a"}]}'],
    ['another coding', () => gzipSync('{"items":[{"id":"a"}]}'), { 'Content-Encoding': 'gzip' }],
    ['two codings', () => '{"items":[{"id":"a"}]}', { 'Content-Encoding': 'gzip, identity' }],
    ['an object where a list is asked for', () => '{"items":{"length":1}}'],
    ['a number that another writes otherwise', () => '{"items":[{"id":9007199254740993}]}'],
    ['a key of 2 KB', () => `{"items":[{"id":"${'a'.repeat(2_000)}"}]}`],
  ];

  it('is stored byte for byte, in the order of all that say nothing, and never in that of a key', async () => {
    await site.on({});
    expect((await post('/hooks/any', '{"items":[{"id":"a"}]}')).status).toBe(202);
    const sent: string[] = [];
    for (const [what, make, headers] of unreadable) {
      const body = make();
      sent.push(typeof body === 'string' ? Buffer.from(body).toString('latin1') : body.toString('latin1'));
      expect([what, (await post('/hooks/any', body, headers)).status]).toEqual([what, 202]);
    }
    const [first, ...others] = await heldNow();
    expect(first?.isBehind).toBe(false);
    // The first of them is behind nobody, all others behind it.
    expect(others.map(({ isBehind }) => isBehind)).toEqual(unreadable.map((_, index) => index > 0));
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBe(unreadable.length + 1);
    const arrived = site.arrived.map(({ body }) => body).filter((body) => body !== '{"items":[{"id":"a"}]}');
    const expected = sent.filter((body) => body !== '{"items":[{"id":"a"}]}');
    expect(arrived.map((body) => body.length)).toEqual(expected.map((body) => body.length));
    expect(arrived.every((body, index) => body === expected[index])).toBe(true);
  });

  it('is looked for in places of the document alone', () => {
    for (const pointer of ['/__proto__/id', '/items/constructor', '/toString', '/items/~2', 'items']) {
      const policy = { webhooks: [{ match: 'POST /x', order: { pointer } }] };
      expect(() => parsePolicy(policy), pointer).toThrow(/order/);
    }
  });
});

describe('a body that never ends', () => {
  it('is cut at the limit, not at its end', async () => {
    await site.on({});
    const socket = connect(site.server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    let answer = '';
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
    });
    const isClosed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(head('/hooks/any', 'Transfer-Encoding: chunked'));
    const chunk = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(0x100000, 'x'),
      Buffer.from('\r\n'),
    ]);
    let sent = 0;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += 1;
      sent += 1;
    };
    socket.on('drain', more);
    more();
    await isClosed;
    // Who goes on sending may not get to read the answer.
    expect(answer).toMatch(/^(?:HTTP\/1\.1 413 |$)/);
    expect(await heldNow()).toEqual([]);
    expect((await post('/hooks/header', '{}')).status).toBe(202);
    // It is over somewhere behind the limit, at what was on its way: far from 10 GB.
    expect(sent).toBeGreaterThan(15);
    expect(sent).toBeLessThan(1_000);
  });

  it('or is announced with 100 MB, or waits to be told, is refused before it comes', async () => {
    await site.on({});
    const announced = await rawCall(
      site.server.port,
      head('/hooks/any', 'Content-Length: 100000000', 'Expect: 100-continue', 'Connection: close'),
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413 /);
    const told = await rawCall(
      site.server.port,
      head('/hooks/any', 'Content-Length: 2', 'Expect: 100-continue', 'Connection: close'),
      '{}',
    );
    expect(told).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBe(1);
    expect(headersOf(site.arrived[0]).expect).toBe(undefined);
  });
});

describe('a head that no provider sends', () => {
  it('is read by the names that it has, in whatever case, and refused where it is none', async () => {
    await site.on({});
    for (const name of ['X-Key', 'x-KEY']) {
      expect((await post('/hooks/header', '{}', { [name]: 'a' })).status).toBe(202);
    }
    // Said twice it says nothing.
    const twice = head('/hooks/header', 'X-Key: a', 'X-Key: b', 'Content-Length: 2', 'Connection: close');
    expect(await rawCall(site.server.port, twice, '{}')).toMatch(/^HTTP\/1\.1 202 /);
    for (const line of [
      'X-Key: a\r\n b',
      'X-Key : a',
      'X-Key: a\u0000b',
      'Content-Length: 3',
      `X-Large: ${'x'.repeat(20_000)}`,
    ]) {
      const answer = await rawCall(
        site.server.port,
        head('/hooks/header', 'Content-Length: 2', line, 'Connection: close'),
        '{}',
      );
      expect([line.slice(0, 20), /^HTTP\/1\.1 4(?:00|31) /.test(answer)]).toEqual([line.slice(0, 20), true]);
    }
    expect((await heldNow()).map(({ isBehind }) => isBehind)).toEqual([false, true, false]);
  });

  it('is signed with a time that nobody lives in', async () => {
    await site.on({});
    const { body } = stripeEvent('evt_1');
    for (const time of [
      '1',
      '0',
      '-1',
      '99999999999999',
      '999999999999999999999',
      '1e9',
      `${2 ** 53}`,
      'NaN',
      '',
    ]) {
      const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      const reply = await post('/hooks/stripe', body, { 'Stripe-Signature': `t=${time},v1=${signature}` });
      expect([time, reply.status]).toEqual([time, 401]);
    }
    expect(await heldNow()).toEqual([]);
  });

  it('says that it is a delivery of ours, or is one: neither reaches the application by that name', async () => {
    const claims = {
      'Portcullis-Delivery': 'mine',
      portcullis_delivery: 'mine',
      'Portcullis-Delivery-Proof': 'd1.x.y',
      'PORTCULLIS-DELIVERY-ATTEMPT': '1',
    };
    const claimed = () =>
      site.arrived.map(({ headers }) =>
        Object.entries(headers).filter(([name]) => /^portcullis/i.test(name)),
      );
    expect((await post('/hooks/header', '{}', claims)).status).toBe(200);
    expect((await post('/elsewhere', '{}', claims)).status).toBe(200);
    expect(
      claimed()
        .flat()
        .filter(([name]) => name !== 'portcullis-decision'),
    ).toEqual([]);
    await site.on({});
    expect((await post('/hooks/header', '{}', claims)).status).toBe(202);
    await site.off();
    await expect.poll(() => site.arrived.length, wait).toBe(3);
    expect(JSON.stringify(claimed()[2])).not.toMatch(/mine|d1\.x\.y/);
  });
});

it('a route in other spellings is not the webhook’s, and what the gate takes for it the application gets as such', async () => {
  await site.on({});
  for (const target of [
    '/hooks/he%61der',
    '/hooks/header%2f',
    '/hooks/header%00',
    '/hooks/header;x',
    '/hooks//header',
    '/hooks/./header',
    '/hooks/x/..%2fheader',
    '/hooks\\header',
    '//hooks/header',
    '/hooks/header%23',
    '/hooks/header/',
    '/hooks/HEADER',
    '/index.php/hooks/header',
    '/hooks/header?_method=DELETE',
    '/hooks/he%2561der',
  ]) {
    const answer = await rawCall(
      site.server.port,
      head(target, 'Content-Length: 2', 'Connection: close'),
      '{}',
    );
    if (/^HTTP\/1\.1 2/.test(answer))
      expect([target, 'held']).toEqual([target, '/hooks/he%61der is the only one']);
  }
  for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const { status, headers } = await site.send('/hooks/header', { method });
    expect([method, status === 202, headers['portcullis-delivery']]).toEqual([method, false, undefined]);
  }
  expect(site.arrived.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))).toEqual([]);
  expect(await heldNow()).toEqual([]);
});

it('many keys with one each are stored and delivered', async () => {
  await site.close();
  site = await startSite({
    application: (_, response) => void response.writeHead(200).end(),
    config: { replay: { perSecond: 100_000, atOnce: 64 } },
    policy: { webhooks: [{ match: 'POST /hooks/header', order: { header: 'x-key' } }] },
  });
  await site.on({});
  const count = 500;
  let next = 0;
  const caller = async () => {
    while (next < count) {
      const key = `${next++}`;
      expect((await post('/hooks/header', key, { 'X-Key': key })).status).toBe(202);
    }
  };
  await Promise.all(Array.from({ length: 32 }, caller));
  await site.off();
  await expect.poll(() => site.arrived.length, { timeout: 60_000 }).toBe(count);
  expect(new Set(site.arrived.map(({ body }) => body)).size).toBe(count);
}, 90_000);

it('nobody reads on a terminal or in a log what its sender wrote, but for what he is asked for, as text', async () => {
  await site.on({});
  const control = '\u001b]0;owned\u0007\u001b[2J\u202e';
  const forged = { 'Stripe-Signature': `t=1,v1=${'f'.repeat(64)}`, 'X-Token': 'sender-token' };
  expect((await post('/hooks/stripe', `${control}customer-data`, forged)).status).toBe(401);
  const genuine = stripeEvent('evt_1', { more: { card: 'customer-data' } });
  expect((await site.send('/hooks/stripe', genuine)).status).toBe(200);
  const hostile = await post(`/hooks/any?x=%1b[2J`, `${control}\r\n<script>alert(1)</script>`, {
    'X-Hostile': '\u009b2J<img src=x>',
  });
  expect(hostile.status).toBe(202);
  const id = (await heldNow()).at(-1)?.id ?? '';
  const options = { stateDirectory: site.stateDirectory };
  const [shown, listed] = await Promise.all([
    runCommand(['webhooks', 'show', id], options),
    runCommand(['webhooks', 'held'], options),
  ]);
  expect([shown.exitCode, listed.exitCode]).toEqual([0, 0]);
  expect(shown.stdout).toContain('<script>alert(1)</script>');
  expect(shown.stdout).toMatch(/received 2\S+Z, not verified: its rule names no secret\n\s*not tried yet\n/);
  for (const text of [shown.stdout, listed.stdout, shown.stderr, listed.stderr])
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  // The application refuses it: what is told of that says nothing of it.
  await site.off();
  await expect.poll(() => site.arrived.length, wait).toBe(2);
  await site.server.gate.audit.flush();
  const said = log.join('\n') + JSON.stringify(await site.control.get('/audit?limit=100'));
  expect(said).not.toMatch(/customer-data|sender-token|owned|<script>/);
  expect(said).not.toContain(secret);
  expect(said).not.toContain(String(genuine.headers?.['Stripe-Signature']).slice(20, 60));
}, 60_000);
