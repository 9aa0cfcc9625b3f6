import type { WebSocket } from 'ws';
import { describeStock, readStock } from '../../domain/catalogue.ts';
import type { ShopContext } from '../shop-context.ts';
import { type LiveEndpoint, readLiveMessage, sendLive } from './live-endpoint.ts';

export interface StockTickerOptions {
  /** How often the stock of what somebody looks at is read. @default 1000 */
  readonly intervalMs?: number;
}

const MAXIMUM_SUBSCRIPTIONS = 20;

/** By slug, the level that was sent last. */
type Subscriptions = Map<string, number | null>;

/**
 * Pushes how many there are of the products its clients subscribe to. It asks the database rather than being told:
 * stock is changed by checkouts, by programs and by hand, and one question serves everybody who looks.
 */
export function createStockTicker(
  { database, onError }: Pick<ShopContext, 'database' | 'onError'>,
  { intervalMs = 1000 }: StockTickerOptions = {},
): LiveEndpoint {
  const clients = new Map<WebSocket, Subscriptions>();
  let timer: NodeJS.Timeout | undefined;

  const tell = async (sockets: readonly WebSocket[]): Promise<void> => {
    const slugs = new Set(sockets.flatMap((socket) => [...(clients.get(socket)?.keys() ?? [])]));
    if (slugs.size === 0) {
      return;
    }
    const levels = await readStock(database, [...slugs]);
    for (const socket of sockets) {
      const subscriptions = clients.get(socket);
      for (const { product, stock } of levels) {
        const sent = subscriptions?.get(product);
        if (sent !== undefined && sent !== stock) {
          subscriptions?.set(product, stock);
          sendLive(socket, { type: 'stock', product, stock, text: describeStock(stock) });
        }
      }
    }
  };

  // Once at a time, however slow the database is.
  let asking = false;
  const tick = () => {
    if (!asking) {
      asking = true;
      tell([...clients.keys()])
        .catch(onError)
        .finally(() => {
          asking = false;
        });
    }
  };
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
  };

  const subscribe = async (socket: WebSocket, subscriptions: Subscriptions, product: string) => {
    if (subscriptions.size >= MAXIMUM_SUBSCRIPTIONS && !subscriptions.has(product)) {
      const text = `Expected at most ${MAXIMUM_SUBSCRIPTIONS} products on one socket.`;
      sendLive(socket, { type: 'problem', text });
      return;
    }
    subscriptions.set(product, null);
    await tell([socket]);
    if (subscriptions.get(product) === null) {
      subscriptions.delete(product);
      sendLive(socket, { type: 'problem', text: `There is no product “${product.slice(0, 80)}”.` });
    }
  };

  return {
    path: '/live/stock',
    accept(socket) {
      const subscriptions: Subscriptions = new Map();
      clients.set(socket, subscriptions);
      timer ??= setInterval(tick, intervalMs);
      socket.on('message', (data, isBinary) => {
        const message = readLiveMessage(data, isBinary);
        const product = message?.members.product;
        if (message?.type === 'ping') {
          sendLive(socket, { type: 'pong' });
        } else if (message?.type !== 'subscribe' || typeof product !== 'string') {
          sendLive(socket, {
            type: 'problem',
            text: 'Expected ping, or {"type":"subscribe","product":"…"} with the name in a product’s address.',
          });
        } else {
          subscribe(socket, subscriptions, product).catch(onError);
        }
      });
      socket.once('close', () => {
        clients.delete(socket);
        if (clients.size === 0) {
          rest();
        }
      });
    },
    close: rest,
  };
}
