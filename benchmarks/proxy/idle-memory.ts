import { connect, type Socket } from 'node:net';
import type { PinnedProcess } from './pinned-process.ts';

/** Code, pools and caches that the first connections pay for; not counted. */
const WARM_UP_CONNECTIONS = 200;

/** Resident bytes one client connection costs while it is idle after its first request, in a process of its own. */
export async function idleBytesPerConnection(
  { port, memory }: PinnedProcess,
  connections: number,
): Promise<number> {
  const warm = await openAll(port, WARM_UP_CONNECTIONS);
  const before = await memory();
  const sockets = await openAll(port, connections);
  const after = await memory();
  for (const socket of [...warm, ...sockets]) socket.destroy();
  return (after - before) / connections;
}

async function openAll(port: number, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - sockets.length) }, () => openOne(port)),
      )),
    );
  }
  return sockets;
}

function openOne(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: bench.test\r\n\r\n'),
    );
    socket.once('error', reject).once('data', () => resolve(socket));
  });
}
