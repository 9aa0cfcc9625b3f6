import { WebSocket } from 'ws';

export interface GlanceOptions {
  readonly baseUrl: string;
  /** Its name in the address of its page. */
  readonly product: string;
  readonly requestId: string;
}

const ANSWER_TIMEOUT_MS = 30_000;

/** 101 when the ticker spoke, otherwise the status it was refused with. Rejects when nobody answered. */
export function glanceAtStock({
  baseUrl,
  product,
  requestId,
}: GlanceOptions): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL('/live/stock', baseUrl.replace(/^http/, 'ws')), {
      origin: new URL(baseUrl).origin,
      headers: { 'x-request-id': requestId },
      handshakeTimeout: ANSWER_TIMEOUT_MS,
    });
    const waiting = setTimeout(() => socket.terminate(), ANSWER_TIMEOUT_MS);
    socket.once('open', () => socket.send(JSON.stringify({ type: 'subscribe', product })));
    socket.once('message', () => {
      resolve({ status: 101 });
      socket.close();
    });
    socket.once('unexpected-response', (request, response) => {
      resolve({ status: response.statusCode ?? 0 });
      request.destroy();
    });
    socket.on('error', reject);
    // Without a word: cut off by a switch that was just turned.
    socket.once('close', () => {
      clearTimeout(waiting);
      reject(new Error(`Expected the stock of ${product} from ${baseUrl}, got a closed socket.`));
    });
  });
}
