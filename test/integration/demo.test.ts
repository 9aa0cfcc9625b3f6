import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { DEMO_LOGINS } from 'portcullis-example-shop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoDatabase, openDemoDatabase } from '../support/demo-database.ts';
import { type DemoProcess, type StartDemoOptions, startDemo } from '../support/demo-process.ts';
import { type DemoProviders, demoProviders } from '../support/demo-providers.ts';
import { runCommand, temporaryDirectory } from '../support/gate-process.ts';

/** One folder for the whole file: what a start finds is what the one before has left. */
const directory = temporaryDirectory();
const started: DemoProcess[] = [];

beforeAll(() => {
  // So that under root the account PostgreSQL borrows can get in, as it can in an ordinary clone.
  chmodSync(directory.path, 0o755);
});

afterAll(async () => {
  for (const demo of started) {
    try {
      demo.signalAll('SIGTERM');
    } catch {
      // It has ended, as it should.
    }
    await demo.ended;
  }
  directory.remove();
});

function start(options: Omit<StartDemoOptions, 'directory'> = {}): DemoProcess {
  const demo = startDemo({ directory: directory.path, ...options });
  started.push(demo);
  return demo;
}

/** A start that is refused: its exit code and everything it said but npm's own lines. */
async function refusal(options: Omit<StartDemoOptions, 'directory'>) {
  const demo = start({ command: 'run', ...options });
  return { exitCode: await demo.ended, said: demo.output() };
}

const stops = (output: string) => output.match(/Stopping …/g)?.length ?? 0;
const isServed = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function portcullis(...commandLine: string[]): Promise<string> {
  const here = ['--site', 'shop', '--state-directory', join(directory.path, 'portcullis')];
  const { exitCode, stdout, stderr } = await runCommand([...commandLine, ...here]);
  // What it waits for, phase by phase, is said as it goes.
  const said = stderr.replaceAll(/^waiting {2}.*\n/gm, '');
  expect({ exitCode, said }).toEqual({ exitCode: 0, said: '' });
  return stdout;
}

async function logIn(
  url: string,
  login: { readonly email: string; readonly password: string },
): Promise<string> {
  const { email, password } = login;
  const signedIn = await post(`${url}/login`, { email, password, next: '/' });
  return signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

/** A form as curl sends one; the gate and the shop take it from anybody. */
function post(url: string, fields: Readonly<Record<string, string>>, cookie = ''): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(url, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
}

const PAYMENT = {
  recipient: 'Mia Lindqvist',
  street: 'Birkenweg 3',
  postcode: '20095',
  city: 'Hamburg',
  country: 'Germany',
  'card-number': '4242 4242 4242 4242',
  'card-expiry': '12/49',
  'card-code': '123',
} as const;

describe('a start that cannot be meant', () => {
  it('--help shows help and starts nothing', async () => {
    const { exitCode, said } = await refusal({ args: ['--help'] });
    expect(exitCode).toBe(0);
    for (const word of ['npm start [-- --fresh]', 'PORTCULLIS_DEMO_PORT', 'PORTCULLIS_DEMO_VISITORS']) {
      expect(said).toContain(word);
    }
    expect(said).not.toContain('Starting');
  });

  it.each(['abc', '', '70000', '-1', '80.5'])('PORTCULLIS_DEMO_PORT=%j is refused first', async (port) => {
    const { exitCode, said } = await refusal({ environment: { PORTCULLIS_DEMO_PORT: port } });
    expect(exitCode).toBe(2);
    expect(said).toBe(
      `PORTCULLIS_DEMO_PORT: expected a port from 1 to 65535, or 0 for a free one, got ${JSON.stringify(port)}. Write PORTCULLIS_DEMO_PORT=8090 npm start, or unset it for 8080.\n`,
    );
  });

  it('an unknown option is refused with the help', async () => {
    const { exitCode, said } = await refusal({ args: ['--frehs'] });
    expect(exitCode).toBe(2);
    expect(said).toMatch(/^Unknown option '--frehs'/);
    expect(said).toContain('--fresh   throw');
    expect(said).not.toMatch(/^ {4}at /m);
  });

  it('a taken port is said before PostgreSQL starts, with the way out', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const { exitCode, said } = await refusal({ environment: { PORTCULLIS_DEMO_PORT: String(port) } });
      expect(exitCode).toBe(1);
      expect(said).toBe(
        `Port ${port} is taken by another program. Choose another port: PORTCULLIS_DEMO_PORT=${port < 65_526 ? port + 10 : port - 10} npm start\n`,
      );
    } finally {
      other.close();
    }
    expect(existsSync(join(directory.path, 'running.json'))).toBe(false);
  });
});

describe('the story', () => {
  let first: DemoProcess;
  let url: string;

  it('says how to buy and shows a refusal that really happens', async () => {
    first = start();
    ({ url } = await first.told);
    expect(first.output()).toContain('Pay with card   4242 4242 4242 4242');
    expect(first.output()).toMatch(/1\. Sign in at \S+\/login .+ "items missing"/);
    expect(first.output()).toContain('switch "Legacy order writer" off');
    const [, fields = '', target = ''] =
      /^ +curl -i -X POST ((?:-d \S+ )+)(\S+)$/m.exec(first.output()) ?? [];
    const told = Object.fromEntries(
      [...fields.matchAll(/-d (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    );
    expect((await post(target, told)).status).toBe(303);
    await portcullis('on', 'read-only', '--reason', 'orders lose lines', '--for', '30m');
    const refused = await post(target, told);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
  });

  it('serves the console, and its link makes an owner of one person', async () => {
    const [, link = ''] = /^The console +(\S+)$/m.exec(first.output()) ?? [];
    const { hash, origin } = new URL(link);
    const page = await fetch(new URL('.', link), { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<meta name="portcullis-site" content="shop">');
    const enrol = (name: string) =>
      fetch(new URL('v1/sites/shop/enrolments', link), {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ code: hash.slice('#code='.length), name, password: 'four quiet brown owls' }),
      });
    expect((await enrol('ada')).status).toBe(201);
    expect((await enrol('eve')).status).not.toBe(201);
  });

  it('a second start in the same folder says where the first one is', async () => {
    const { exitCode, said } = await refusal({});
    expect(exitCode).toBe(1);
    expect(said).toMatch(
      new RegExp(`^The demo already runs \\(process \\d+\\) at ${url}\\. Stop it with Ctrl-C there\\.\n$`),
    );
    expect(await isServed(url)).toBe(true);
  });

  describe('payments that come in during a window', () => {
    let database: DemoDatabase;
    let providers: DemoProviders;
    let cookie: string;
    const orders: string[] = [];
    const page = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();
    const booked = () => database.number('select count(*) as value from payment_booking');
    const badges = () =>
      Promise.all(
        orders.map(async (order) => /"badge \w+">([^<]*)</.exec(await page(`/account/orders/${order}`))?.[1]),
      );
    const buy = async (product: string) => {
      await post(`${url}/cart/add`, { product, quantity: '1' }, cookie);
      const { headers } = await post(`${url}/checkout`, PAYMENT, cookie);
      return /orders\/(\d+)/.exec(headers.get('location') ?? '')?.[1] ?? 'no order';
    };
    const told = async () =>
      (await providers.deliveries()).filter(({ about }) =>
        orders.some((order) => about.endsWith(` of order ${order}`)),
      );

    beforeAll(async () => {
      database = openDemoDatabase(directory.path);
      providers = demoProviders(first.output());
      await portcullis('off', '--reason', 'to buy something');
      cookie = await logIn(url, DEMO_LOGINS.customer);
    });

    afterAll(() => database.session.close());

    it('one is booked while the shop is open', async () => {
      const order = await buy('9');
      await expect.poll(() => page(`/account/orders/${order}`)).toContain('Payment of €89.00 booked');
      expect(await booked()).toBe(1);
    });

    it('the provider takes more, and takes its time to tell', async () => {
      await providers.press('endpoints/payments/hold-back');
      for (const product of ['9', '14', '16']) orders.push(await buy(product));
      await expect.poll(async () => (await told()).length).toBe(3);
      expect(await badges()).toEqual(['Paying', 'Paying', 'Paying']);
    });

    it('what it tells during the window is acknowledged, and reaches no shop', async () => {
      await portcullis('on', 'read-only', '--reason', 'orders lose lines', '--for', '30m');
      await providers.press('endpoints/payments/release');
      await expect
        .poll(async () => (await told()).map(({ state }) => state))
        .toEqual(['delivered', 'delivered', 'delivered']);
      // Somebody there has it sent once more.
      const [twice] = await told();
      await providers.press(`deliveries/${twice?.id}/send-again`);
      const answers = (await told()).map(({ attempts }) => attempts.map(({ status }) => status));
      expect(answers).toEqual([[200, 200], [200], [200]]);
      expect(await portcullis('webhooks')).toMatch(/POST \/webhooks\/payments\s.*\b3\b/);
      expect([await booked(), await badges()]).toEqual([1, ['Paying', 'Paying', 'Paying']]);
    });

    it('after it each is delivered and booked exactly once, and its page says so', async () => {
      await portcullis('off', '--reason', 'repaired');
      await expect.poll(badges).toEqual(['Paid', 'Paid', 'Paid']);
      expect(await booked()).toBe(4);
      for (const order of orders) {
        const shown = (await page(`/account/orders/${order}`)).match(/Payment of €[\d.]+ booked/g);
        expect([order, shown?.length]).toEqual([order, 1]);
      }
      const calls = `select count(*) as value from write_record
        where kind = 'write' and method = 'POST' and path = '/webhooks/payments'`;
      expect(await database.number(calls)).toBe(4);
      expect(first.output()).not.toContain('gave up');
    });
  });

  it('SIGINT to npm alone ends it all, and is told once', async () => {
    const cookie = await logIn(url, DEMO_LOGINS.admin);
    const settings = { shipping: '4.90', freeShippingFrom: '50.00', contactEmail: 'help@shop.example' };
    expect((await post(`${url}/admin/settings`, settings, cookie)).headers.get('location')).toContain(
      'done=saved',
    );
    await portcullis('on', 'read-only', '--reason', 'left on');
    first.signal('SIGINT');
    await first.ended;
    expect(stops(first.output())).toBe(1);
    expect(await isServed(url)).toBe(false);
  });

  it('the next start says what is no longer as the story has it', async () => {
    const second = start();
    ({ url } = await second.told);
    const told = second.output();
    expect(told).toContain('The bug was fixed in an earlier start ("Legacy order writer" is off)');
    expect(told).toContain('npm start -- --fresh');
    expect(told).toContain('The shop is read-only since an earlier start');
    expect(told).not.toContain('items missing');
    expect(told).toMatch(/^The console +http:\/\/127\.0\.0\.1:\d+\/$/m);
    // As a terminal does: everybody in the group gets it, and npm passes it on as well.
    second.signalAll('SIGINT');
    await second.ended;
    expect(stops(second.output())).toBe(1);
  });

  it('--fresh begins it anew', async () => {
    const third = start({ args: ['--fresh'] });
    ({ url } = await third.told);
    const told = third.output();
    expect(told).toContain('items missing');
    expect(told).not.toContain('earlier start (');
    expect(told).not.toContain('since an earlier start');
    expect(told).toMatch(/^The console +\S+enrol#code=\S+$/m);
    expect((await post(`${url}/cart/add`, { product: '1', quantity: '1' })).status).toBe(303);
    third.signal('SIGTERM');
    await third.ended;
    expect(await isServed(url)).toBe(false);
  });

  it.each(['npm', 'run'] as const)('kill -9 of %s leaves nothing behind', async (command) => {
    const demo = start({ command });
    ({ url } = await demo.told);
    demo.signal('SIGKILL');
    // Its output is closed when the last process that writes to it has ended: the demo itself.
    expect(await demo.ended).toBe('SIGKILL');
    expect(stops(demo.output())).toBe(1);
    expect(await isServed(url)).toBe(false);
    expect(existsSync(join(directory.path, 'running.json'))).toBe(false);
    expect(existsSync(join(directory.path, 'database/postgres/in-use.json'))).toBe(false);
  });
});
