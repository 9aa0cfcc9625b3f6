import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyInput } from '@portcullis/gate';
import { DEMO_LOGINS, type RunningShop, seed, startDatabase, startShop } from 'portcullis-example-shop';
import { shopPolicy } from 'portcullis-example-shop/policy';

/** What stands before the shop does with a request to sign in. */
export type AtSignIn = 'pass' | 'break' | 'hang-up';

export interface ShopToClose {
  /** Of what stands before the shop. */
  readonly upstream: string;
  readonly guardUrl: string;
  readonly policy: PolicyInput;
  readonly customer: { readonly email: string; readonly password: string };
  /** What happens to requests to sign in from now on; the first is number 0. */
  jam(atSignIn: (number: number) => AtSignIn): void;
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
  let atSignIn = (_number: number): AtSignIn => 'pass';
  const door = createServer((incoming, response) => {
    const isSignIn = incoming.method === 'POST' && incoming.url === '/login';
    const doing = isSignIn ? atSignIn(signIns++) : 'pass';
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
  return {
    upstream: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    guardUrl: database.guardUrl,
    policy: shopPolicy,
    customer: DEMO_LOGINS.customer,
    jam(at) {
      signIns = 0;
      atSignIn = at;
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
}
