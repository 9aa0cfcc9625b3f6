import { createServer, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type * as Undici from 'undici';
import type { StartContender } from '../contender.ts';

/** The undici our server uses, not the older one that comes with @fastify/reply-from. */
const { Pool }: typeof Undici = createRequire(
  new URL('../../../packages/server/package.json', import.meta.url),
)('undici');

/** A bare pass-through: what undici's dispatch costs when nothing is checked, rewritten or cleaned up. */
export const start: StartContender = async ({ upstream }) => {
  const pool = new Pool(upstream.origin, { bodyTimeout: 0, allowH2: false });
  const server = createServer((incoming, response) => {
    const { connection: _connection, ...headers } = incoming.headers;
    pool.dispatch({ method: 'GET', path: incoming.url ?? '/', headers }, new PassThrough(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { port: address !== null && typeof address === 'object' ? address.port : 0 };
};

class PassThrough implements Undici.Dispatcher.DispatchHandler {
  private readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  onRequestStart(): void {}

  onResponseStart(
    _controller: Undici.Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    const {
      connection: _connection,
      'keep-alive': _keepAlive,
      'transfer-encoding': _coding,
      ...rest
    } = headers;
    this.response.writeHead(status, rest);
  }

  onResponseData(_controller: Undici.Dispatcher.DispatchController, chunk: Buffer): void {
    this.response.write(chunk);
  }

  onResponseEnd(): void {
    this.response.end();
  }

  onResponseError(): void {
    this.response.destroy();
  }
}
