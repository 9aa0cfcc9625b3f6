import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a client and a server, on loopback, that can be made to fail without a word. */
export interface Relay {
  readonly port: number;
  /** Where new connections go. */
  target: number;
  /** Whatever is sent from now on, in either direction, gets lost; connections stay open, and new ones are taken. */
  swallow(): void;
  /** New connections work again; those that lost something stay dead, as after a change of a firewall. */
  pass(): void;
  stop(): Promise<void>;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let swallows = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    const state = { isDead: swallows };
    dying.add(state);
    client.on('close', () => dying.delete(state));
    if (state.isDead) {
      client.resume();
      return;
    }
    const upstream = connect(relay.target, '127.0.0.1');
    keep(upstream);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        if (!state.isDead) to.write(chunk);
      });
      from.on('close', () => {
        if (!state.isDead) to.destroy();
      });
    }
  });
  const dying = new Set<{ isDead: boolean }>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    target,
    swallow() {
      swallows = true;
      for (const state of dying) state.isDead = true;
    },
    pass() {
      swallows = false;
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return relay;
}
