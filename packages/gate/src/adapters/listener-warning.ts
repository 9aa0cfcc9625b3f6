import type { Gate, Logger } from '../runtime/for-adapters.ts';
import { isGuarded } from './guarded-servers.ts';

/** Requests that Node hands to their own listeners, if there are any, past every middleware. */
const eventsPastMiddleware = ['upgrade', 'connect', 'checkContinue', 'checkExpectation'] as const;

/** A server of `node:http`, as far as its listeners are counted. */
interface ListenedServer {
  listenerCount(event: string): number;
  on(event: 'newListener', listener: () => void): unknown;
}

/** How often listeners were added to a server since it was first seen. */
interface Additions {
  count: number;
}

const additionsOf = new WeakMap<ListenedServer, Additions>();

/**
 * Warns once about each server whose listeners take requests past a middleware. Counting its listeners for every request
 * was a tenth of a microsecond; now they are counted when one has been added since the last request.
 */
export function createBypassWarning(
  gate: Gate,
  logger: Pick<Logger, 'warn'>,
  remedy = 'maintenance(gate).attach(server)',
): (incoming: { readonly socket: object }) => void {
  const warned = new WeakSet<ListenedServer>();
  let latest: { readonly server: unknown; readonly additions: Additions; readonly count: number } | null =
    null;

  function look(socket: object): void {
    const server = serverOf(socket);
    if (server === null) return;
    const additions = watch(server);
    latest = { server, additions, count: additions.count };
    const events = eventsPastMiddleware.filter((event) => server.listenerCount(event) > 0);
    if (events.length === 0 || warned.has(server) || isGuarded(gate, server)) return;
    warned.add(server);
    logger.warn(
      { events },
      `portcullis: THE GATE DOES NOT SEE ${events.join(', ')} requests: the server has listeners for them, and Node hands them past every middleware. Call ${remedy}.`,
    );
  }

  return ({ socket }) => {
    const isSeen =
      latest !== null &&
      'server' in socket &&
      socket.server === latest.server &&
      latest.additions.count === latest.count;
    if (!isSeen) look(socket);
  };
}

/** One listener for each server, however many middlewares ask. */
function watch(server: ListenedServer): Additions {
  let additions = additionsOf.get(server);
  if (additions === undefined) {
    const counted: Additions = { count: 0 };
    server.on('newListener', () => {
      counted.count += 1;
    });
    additionsOf.set(server, counted);
    additions = counted;
  }
  return additions;
}

/** Node sets it on every socket that it serves; its types do not say so. */
function serverOf(socket: object): ListenedServer | null {
  if (!('server' in socket)) return null;
  const { server } = socket;
  return typeof server === 'object' && server !== null && 'listenerCount' in server
    ? (server as ListenedServer)
    : null;
}
