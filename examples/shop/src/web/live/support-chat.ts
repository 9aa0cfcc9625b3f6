import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { commitWrite } from '../../database/write-record.ts';
import type { SessionAccount } from '../../domain/sessions.ts';
import { ShopError } from '../../domain/shop-error.ts';
import { type ChatMessage, listChatMessages, writeChatMessage } from '../../domain/support-chat.ts';
import { refusedWriteOf } from '../refused-write.ts';
import type { ShopContext } from '../shop-context.ts';
import { sessionOf } from '../visit.ts';
import { type LiveEndpoint, readLiveMessage, sendLive } from './live-endpoint.ts';

/** Private use, RFC 6455, 7.4.2: like a 401. */
const SIGNED_OUT = 4401;

/** A customer's messages to support, in all the tabs he has open. Each message is a write like any form's. */
export function createSupportChat({
  database,
  onError,
}: Pick<ShopContext, 'database' | 'onError'>): LiveEndpoint {
  const accounts = new Map<WebSocket, number>();

  /** Asked anew for every message: whoever logs out in another tab writes no more in this one. */
  const accountOf = async ({ headers }: IncomingMessage): Promise<SessionAccount | null> =>
    (await sessionOf(database, headers.cookie))?.account ?? null;

  const begin = async (socket: WebSocket, request: IncomingMessage) => {
    const account = await accountOf(request);
    if (account === null) {
      socket.close(SIGNED_OUT, 'Log in to write to us.');
      return;
    }
    if (socket.readyState === socket.OPEN) {
      accounts.set(socket, account.id);
    }
    const messages = await listChatMessages(database, account.id);
    sendLive(socket, { type: 'history', messages });
  };

  const take = async (socket: WebSocket, request: IncomingMessage, text: string) => {
    const account = await accountOf(request);
    if (account === null) {
      socket.close(SIGNED_OUT, 'Log in to write to us.');
      return;
    }
    const requestId = request.headers['x-request-id'];
    const message = await commitWrite(
      database,
      {
        kind: 'write',
        method: request.method ?? 'GET',
        path: '/live/chat',
        actor: account.email,
        requestId: typeof requestId === 'string' ? requestId.slice(0, 100) : null,
      },
      (transaction) => writeChatMessage(transaction, account.id, text),
    );
    tellAll(account.id, message);
  };

  const tellAll = (accountId: number, { id, at, text }: ChatMessage) => {
    for (const [socket, owner] of accounts) {
      if (owner === accountId) {
        sendLive(socket, { type: 'message', id, at, text });
      }
    }
  };

  const explain = (socket: WebSocket, thrown: unknown) => {
    const error = refusedWriteOf(thrown)?.error ?? thrown;
    if (!(error instanceof ShopError)) {
      onError(error);
    }
    const text =
      error instanceof ShopError ? error.message : 'The message could not be kept. Please send it again.';
    sendLive(socket, { type: 'problem', text });
  };

  return {
    path: '/live/chat',
    accept(socket, request) {
      // One after another, in the order they were sent.
      let last = begin(socket, request).catch((error: unknown) => explain(socket, error));
      const next = (work: () => Promise<void>) => {
        last = last.then(work).catch((error: unknown) => explain(socket, error));
      };
      socket.on('message', (data, isBinary) => {
        const message = readLiveMessage(data, isBinary);
        const text = message?.members.text;
        if (message?.type === 'ping') {
          sendLive(socket, { type: 'pong' });
        } else if (message?.type === 'message' && typeof text === 'string') {
          next(() => take(socket, request, text));
        } else {
          sendLive(socket, {
            type: 'problem',
            text: 'Expected ping, or {"type":"message","text":"…"}.',
          });
        }
      });
      socket.once('close', () => accounts.delete(socket));
    },
    close: () => undefined,
  };
}
