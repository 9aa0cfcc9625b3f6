import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { nowMs } from './history.ts';
import { targetOf } from './load-orders.ts';
import type { Cluster } from './start-cluster.ts';

const inOnePiece = 8;

/** Reads and writes that are sent in one piece, again and again on connections that are kept, until it is told to stop. */
export function startPipelines(cluster: Cluster) {
  let goesOn = true;
  const tally = { pieces: 0, refused: 0, unread: 0 };
  let number = 0;

  async function go(instance: number): Promise<void> {
    while (goesOn) {
      const socket = connect(cluster.gates[instance]?.port ?? 0, '127.0.0.1');
      socket.setEncoding('latin1');
      socket.on('error', () => {});
      await once(socket, 'connect').catch(() => undefined);
      while (goesOn && !socket.destroyed && socket.readyState === 'open') await sendPiece(socket, instance);
      socket.destroy();
    }
  }

  async function sendPiece(socket: Socket, instance: number): Promise<void> {
    number += 1;
    tally.pieces += 1;
    const sentMs = nowMs();
    const requests = Array.from({ length: inOnePiece }, (_, index) => ({
      id: `piece-${number}-${index}`,
      instance,
      isWrite: index % 2 === 1,
      sentMs,
    }));
    // The last one's body comes only when it is answered, and looks like a write of its own.
    const hidden = `POST ${targetOf({ id: `hidden-${number}`, instance, isWrite: true, sentMs })} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`;
    const text = requests.map((request, index) => {
      const head = `${targetOf(request)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n`;
      if (!request.isWrite) return `GET ${head}\r\n`;
      if (index < inOnePiece - 1) return `POST ${head}Content-Length: 3\r\n\r\na=1`;
      return `POST ${head}Content-Length: ${hidden.length}\r\n\r\n`;
    });
    socket.write(text.join(''));
    let bodyIsSent = false;
    const statuses = await answers(socket, (count) => {
      // While the site is open nothing answers before the body is there; while it is shut the refusal does.
      const isLast = count === inOnePiece;
      if (bodyIsSent || count < inOnePiece - 1) return;
      if (isLast) tally.unread += 1;
      bodyIsSent = true;
      setTimeout(() => socket.write(hidden), isLast ? 0 : 20);
    });
    for (const [index, request] of requests.entries()) {
      const status = statuses[index] ?? null;
      if (status === 503) tally.refused += 1;
      cluster.write({ kind: 'request', ...request, endedMs: nowMs(), status });
    }
  }

  const going = cluster.gates.map((_, instance) => go(instance));
  return {
    tally: tally as Readonly<typeof tally>,
    async stop() {
      goesOn = false;
      await Promise.all(going);
      return tally;
    },
  };
}

/** The statuses of one piece in their order; fewer when the connection ends before. */
function answers(socket: Socket, onCount: (count: number) => void): Promise<readonly number[]> {
  let text = '';
  const statuses = (): readonly number[] =>
    [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  return new Promise((resolve) => {
    const end = (): void => {
      socket.off('data', onData);
      socket.off('close', end);
      resolve(statuses());
    };
    const onData = (chunk: string): void => {
      text += chunk;
      const { length } = statuses();
      onCount(length);
      // What is left of the last answer is short, and comes with it or right behind.
      if (length >= inOnePiece) setTimeout(end, 30);
    };
    socket.on('data', onData);
    socket.once('close', end);
  });
}
