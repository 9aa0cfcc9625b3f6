import { Server } from 'node:http';
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { type MaintenanceVariables, maintenance } from '../../../src/adapters/hono.ts';
import { listen } from '../hosts/listen.ts';
import { createHonoSockets } from './hono-sockets.ts';
import {
  type Arrival,
  endlessEvents,
  eventsPath,
  type Part,
  quiet,
  type StartRecordingSite,
} from './recording-site.ts';

interface App {
  readonly Variables: MaintenanceVariables & { arrival: Arrival };
}

export const startHonoRecording: StartRecordingSite = ({ gate, recorder, address }) => {
  const app = new Hono<App>();
  app.use(maintenance(gate, quiet));
  app.use(async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const headers = [...c.req.raw.headers];
    c.set('arrival', recorder.arrived({ method: c.req.method, target: pathname + search, headers }));
    await next();
  });
  app.use(
    upgradeWebSocket((c: Context<App>) => {
      c.get('arrival').served(Buffer.alloc(0), 'other');
      return {};
    }),
  );
  const serve = (part: Part) => async (c: Context<App>) => {
    c.get('arrival').served(Buffer.from(await c.req.arrayBuffer()), part);
    if (c.req.path === eventsPath) return endlessEvents();
    return c.text('ok');
  };
  app.all('/admin/*', serve('admin'));
  app.all('/login', serve('login'));
  app.all('/status', serve('status'));
  app.all('*', serve('other'));
  const server = createAdaptorServer({
    fetch: app.fetch,
    websocket: { server: createHonoSockets(recorder) },
  });
  if (!(server instanceof Server)) throw new Error('expected a server of node:http');
  return listen(server, address);
};
