import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A network between a client and a server, on loopback, that can be made to fail without a word. */
export interface Relay {
  readonly port: number;
  /** Where new connections go. */
  target: number;
  /**
   * Whatever is sent from now on gets lost, in either direction or in one of them; connections stay open, and new ones are taken.
   */
  swallow(lost?: LostDirection): void;
  /** Ends every connection with a reset; new ones are taken. */
  reset(): void;
  /** New connections work again; those that lost something stay dead, as after a change of a firewall. */
  pass(): void;
  stop(): Promise<void>;
}

export type LostDirection = 'both' | 'to-server' | 'to-client';

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let swallows: LostDirection | null = null;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    const state: { lost: LostDirection | null } = { lost: swallows };
    dying.add(state);
    client.on('close', () => dying.delete(state));
    if (state.lost === 'both') {
      client.resume();
      return;
    }
    const upstream = connect(relay.target, '127.0.0.1');
    keep(upstream);
    for (const [from, to, direction] of [
      [client, upstream, 'to-server'],
      [upstream, client, 'to-client'],
    ] as const) {
      const isLost = () => state.lost === 'both' || state.lost === direction;
      from.on('data', (chunk: Buffer) => {
        if (!isLost()) to.write(chunk);
      });
      from.on('close', () => {
        if (!isLost()) to.destroy();
      });
    }
  });
  const dying = new Set<{ lost: LostDirection | null }>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    target,
    swallow(lost = 'both') {
      swallows = lost;
      for (const state of dying) state.lost = state.lost === null || state.lost === lost ? lost : 'both';
    },
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    pass() {
      swallows = null;
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return relay;
}
