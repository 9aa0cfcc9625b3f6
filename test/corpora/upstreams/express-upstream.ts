import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express5, { type Express, type Request } from 'express';
import express4 from 'express4';
import type { Handler, Hit, RecordingUpstream } from './upstream.ts';

/** Express as most applications use it: routes that ignore case and a slash at the end. */
export async function startExpressUpstream(name: 'express5' | 'express4'): Promise<RecordingUpstream> {
  const express: typeof express5 = name === 'express5' ? express5 : express4;
  let hits: Hit[] = [];
  const app = recordingApp(express, (hit) => hits.push(hit));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    name,
    wayIn: { kind: 'proxy', origin: `http://127.0.0.1:${port}` },
    hits: () => hits,
    clear: () => {
      hits = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function recordingApp(express: typeof express5, onHit: (hit: Hit) => void): Express {
  const app = express();
  // Says nothing of requests that are cut off.
  app.set('env', 'test');
  const record = (request: Request, handler: Handler) => {
    const { method, originalUrl: target, rawHeaders } = request;
    const body: unknown = request.body;
    onHit({
      method,
      target,
      headers: rawHeaders.flatMap((text, index) =>
        index % 2 === 0 ? [[text, rawHeaders[index + 1] ?? ''] as const] : [],
      ),
      body: Buffer.isBuffer(body) ? body.toString('latin1') : '',
      handler,
    });
  };
  app.use(express.raw({ type: () => true, limit: '1mb' }));
  for (const handler of ['admin', 'login', 'status'] as const) {
    const serve = (request: Request, response: { send(text: string): unknown }) => {
      record(request, handler);
      response.send('ok');
    };
    if (handler === 'admin') app.use('/admin', serve);
    else app.all(`/${handler}`, serve);
  }
  app.use((request, response) => {
    record(request, 'other');
    response.send('ok');
  });
  return app;
}
