import { createServer } from 'node:http';
import type express from 'express';
import type { Request, Response } from 'express';
import { maintenance } from '../../../src/adapters/express.ts';
import { listen } from '../hosts/listen.ts';
import { takePastMiddleware } from './past-middleware.ts';
import {
  type Arrival,
  eventStream,
  eventsPath,
  type Part,
  quiet,
  type StartRecordingSite,
  shownHeaders,
} from './recording-site.ts';

/** As most applications use it: routes that ignore case and a slash at the end. */
export function expressRecording(framework: typeof express): StartRecordingSite {
  return ({ gate, recorder, address }) => {
    const app = framework();
    // Says nothing of requests that are cut off.
    app.set('env', 'test');
    const gated = maintenance(gate, quiet);
    app.use(gated);
    const arrivals = new WeakMap<Request, Arrival>();
    app.use((request, _response, next) => {
      const { method, originalUrl: target, headers } = request;
      arrivals.set(request, recorder.arrived({ method, target, headers: shownHeaders(headers) }));
      next();
    });
    app.use(framework.raw({ type: () => true, limit: '1mb' }));
    const serve = (part: Part) => (request: Request, response: Response) => {
      const body: unknown = request.body;
      arrivals.get(request)?.served(Buffer.isBuffer(body) ? body : Buffer.alloc(0), part);
      if (request.path === eventsPath) response.type(eventStream.type).write(eventStream.first);
      else response.type('text').send('ok');
    };
    app.use('/admin', serve('admin'));
    app.all('/login', serve('login'));
    app.all('/status', serve('status'));
    app.use(serve('other'));
    const server = createServer(app);
    gated.attach(server);
    takePastMiddleware(server, recorder);
    return listen(server, address);
  };
}
