import { createServer } from 'node:net';
import { ConnectionClosed, createWire, type Wire } from './wire.ts';

export interface RawUpstream {
  readonly url: URL;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Stops it, and fails with what a connection's script threw, save that the proxy closed: the client sees that. */
  close(): Promise<void>;
}

/** An upstream that speaks exactly the bytes its script says; `script` runs once per connection. */
export async function startRawUpstream(
  script: (wire: Wire, connection: number) => Promise<void>,
): Promise<RawUpstream> {
  const wires = new Set<Wire>();
  const failures: unknown[] = [];
  let connections = 0;
  let closing = false;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const wire = createWire(socket);
    wires.add(wire);
    connections += 1;
    script(wire, connections).catch((failure: unknown) => {
      if (!closing && !(failure instanceof ConnectionClosed)) failures.push(failure);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address');
  return {
    url: new URL(`http://127.0.0.1:${address.port}`),
    get connections() {
      return connections;
    },
    async close() {
      closing = true;
      for (const wire of wires) wire.destroy();
      await new Promise((resolve) => server.close(resolve));
      if (failures.length > 0) throw failures[0];
    },
  };
}
