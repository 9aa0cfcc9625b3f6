import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningShop, seed, startDatabase, startShop } from 'portcullis-example-shop';
import { openGuard } from '../../src/databases/open-guard.ts';

/** What stands before the shop does with a request to sign in. */
export type AtSignIn = 'pass' | 'break' | 'hang-up';

export interface ShopToClose {
  /** Of what stands before the shop. */
  readonly upstream: string;
  readonly guardUrl: string;
  /** Asked for each request to sign in; the first is number 0. */
  atSignIn: (number: number) => AtSignIn;
  /** As `portcullis guard install` does; again from nothing. */
  guardWith(bookkeepingTables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The real shop with its PostgreSQL, and a door before it that can be jammed. */
export async function startShopToClose(): Promise<ShopToClose> {
  const directory = mkdtempSync(join(tmpdir(), 'portcullis-sign-in-'));
  // So that under root the account PostgreSQL borrows can get in.
  chmodSync(directory, 0o755);
  const database = await startDatabase({ directory, onNotice() {}, keepData: false });
  const shop: RunningShop = await startShop({ databaseUrl: database.url, onError() {} });
  await seed(shop.database);
  let signIns = 0;
  const door = createServer((incoming, response) => {
    const isSignIn = incoming.method === 'POST' && incoming.url === '/login';
    const doing = isSignIn ? running.atSignIn(signIns++) : 'pass';
    if (doing === 'hang-up') return void incoming.socket.destroy();
    if (doing === 'break') {
      incoming.resume();
      response.writeHead(500).end('Something went wrong');
      return;
    }
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: shop.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const running: ShopToClose = {
    upstream: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    guardUrl: database.guardUrl,
    atSignIn: () => 'pass',
    async guardWith(bookkeepingTables) {
      signIns = 0;
      const opened = await openGuard(database.guardUrl, { workingDirectory: '/' });
      if (opened.engine !== 'postgres') throw new Error('Expected PostgreSQL');
      await opened.guard.uninstall();
      await opened.guard.install({ bookkeepingTables });
      await opened.close();
    },
    async close() {
      await new Promise<void>((resolve) => {
        door.close(() => resolve());
        door.closeAllConnections();
      });
      await shop.close();
      await database.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return running;
}
