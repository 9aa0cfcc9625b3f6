import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { maintenance } from '../../src/adapters/fastify.ts';
import { startSite, type TestSite } from './start-site.ts';

// NestFactory.create() registers @fastify/middie before anybody can register a gate: its middleware is an `onRequest` hook.

const quiet = { logger: { warn: () => undefined } };
let site: TestSite;

beforeEach(async () => {
  site = await startSite();
  await site.switchTo('read-only');
});
afterEach(() => site.close());

function start(): FastifyInstance {
  const app = fastify();
  onTestFinished(() => app.close());
  return app;
}

describe('hooks that are there before the gate', () => {
  let seen: string[];
  const see = (app: FastifyInstance, name: string) =>
    app.addHook('onRequest', async ({ method }) => void seen.push(`${name} ${method}`));
  const ask = async (app: FastifyInstance, method: 'GET' | 'POST', url: string) =>
    (await app.inject({ method, url })).statusCode;

  beforeEach(() => {
    seen = [];
  });

  /** A plugin as @fastify/middie, one that is loaded, with its own hook, and one inside it. */
  async function startWithPlugins(): Promise<FastifyInstance> {
    const app = start();
    const middleware = async (outer: FastifyInstance) => void see(outer, 'app');
    await app.register(Object.assign(middleware, { [Symbol.for('skip-override')]: true }));
    await app.register(async (part) => {
      see(part, 'part');
      part.all('/part', async () => 'ok');
      await part.register(
        async (inner) => {
          see(inner, 'inner');
          inner.all('/inner', async () => 'ok');
          inner.setNotFoundHandler((_, reply) => reply.code(404).send('unknown'));
        },
        { prefix: '/within' },
      );
    });
    app.all('/orders', async () => 'ok');
    app.post('/free', { config: { portcullis: 'exempt' } }, async () => 'free');
    return app;
  }

  it.each(['/orders', '/part', '/within/inner', '/within/nowhere', '/nowhere'])(
    'see no refused write to %s',
    async (url) => {
      const app = await startWithPlugins();
      await app.register(maintenance(site.gate, quiet));
      expect([await ask(app, 'POST', url), seen]).toEqual([503, []]);
    },
  );

  it('see none either where nobody waits for the gate to be registered', async () => {
    const app = await startWithPlugins();
    void app.register(maintenance(site.gate, quiet));
    see(app, 'later');
    expect([await ask(app, 'POST', '/part'), seen]).toEqual([503, []]);
  });

  it('see what is let in, in their order, and exempt routes', async () => {
    const app = await startWithPlugins();
    await app.register(maintenance(site.gate, quiet));
    see(app, 'later');
    expect(await ask(app, 'GET', '/within/inner')).toBe(200);
    expect(seen.splice(0).join()).toMatch(/^app GET,part GET,inner GET/);
    expect([await ask(app, 'POST', '/free'), seen]).toEqual([200, ['app POST', 'later POST']]);
  });

  it('see nothing that the gate of a part refuses', async () => {
    const app = start();
    see(app, 'app');
    app.post('/orders', async () => 'ok');
    await app.register(async (part) => {
      see(part, 'part');
      await part.register(maintenance(site.gate, quiet));
      part.post('/part', async () => 'ok');
    });
    expect([await ask(app, 'POST', '/part'), seen]).toEqual([503, []]);
    expect([await ask(app, 'POST', '/orders'), seen]).toEqual([200, ['app POST']]);
  });

  it('come after every gate, which stay in their order', async () => {
    const app = start();
    see(app, 'app');
    const second = await startSite();
    onTestFinished(() => second.close());
    await second.switchTo('closed');
    await app.register(maintenance(site.gate, quiet));
    await app.register(maintenance(second.gate, quiet));
    const { headers } = await app.inject({ method: 'POST', url: '/orders' });
    expect([headers['portcullis-mode'], seen]).toEqual(['read-only', []]);
  });
});

it('says that it may come late where Fastify does not let it come first', async () => {
  const app = start();
  const warnings: string[] = [];
  const logger = { warn: (_: unknown, message: string) => void warnings.push(message) };
  const gated = maintenance(site.gate, { logger });
  warnings.splice(0);
  await gated({
    server: app.server,
    routing: app.routing,
    hasRequestDecorator: () => true,
    decorateRequest: () => undefined,
    addHook: () => undefined,
    after: (then) => then(),
  });
  expect(warnings.join()).toMatch(/MAY NOT SEE.*before every other plugin/);
});
