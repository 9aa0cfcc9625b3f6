import { writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { createGate, type PolicyInput } from '@portcullis/gate';
import { maintenance } from '@portcullis/gate/node';
import { createHttpStore } from '@portcullis/store/http';

/** An application with a gate in it that follows a server over HTTP: its address, its key and its policy are given as JSON. */
const { url, key, secret, policy, leaseMs } = JSON.parse(process.argv[2] ?? '') as {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly policy: PolicyInput;
  readonly leaseMs: number;
};
const tell = (error: object, message: string): void => {
  writeSync(2, `${message} ${JSON.stringify(error)}\n`);
};
const store = createHttpStore({ url, key });
const gate = await createGate({
  policy,
  store,
  settings: store.settings,
  secrets: [Buffer.from(secret, 'base64url')],
  instance: { id: 'web-1', version: '1.0.0', host: hostname(), processId: process.pid },
  leaseMs,
  logger: { info: () => undefined, warn: tell, error: tell },
});
const gated = maintenance(gate);
const server = createServer((request, response) => {
  gated(request, response, () => response.end(`the app: ${request.method} ${request.url}`));
});
gated.attach(server);
server.listen(0, '127.0.0.1', () => {
  writeSync(1, `${(server.address() as AddressInfo).port}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  void gate.close().then(() => store.close());
});
