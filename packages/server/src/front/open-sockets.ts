import type { Duplex } from 'node:stream';
import {
  allowedMessages,
  createMessageMatcher,
  type Gate,
  type Judgement,
  type MessageMatcher,
  type RawRequest,
  type SocketMessage,
} from '@portcullis/gate';
import { sendAnswerOnSocket } from '@portcullis/gate/node';
import type { Logger } from '../observe/logger.ts';
import type { Tunnel, TunnelInstruction } from '../proxy/contract.ts';

/** RFC 6455 7.4.1 and its registry: the client may come again, and is then told why it may not stay. */
const SERVICE_RESTART = 1012;

/** The WebSockets that were let in, each judged again when something changes. */
export interface OpenSockets {
  /** How the proxy is to carry the socket of this judgement. */
  instructionFor(judgement: Judgement): Pick<TunnelInstruction, 'filter' | 'withoutExtensions'>;
  add(socket: Duplex, raw: RawRequest, tunnel: Tunnel): void;
  remove(socket: Duplex): void;
  /** The switch has changed: what cannot be judged at once is held until it is. */
  judgeHeld(): void;
  /** Passes expire and sessions end without a change of the switch. */
  judgeAgain(): void;
}

export interface OpenSocketsOptions {
  readonly gate: Pick<Gate, 'judge' | 'answer' | 'view'>;
  readonly logger: Logger;
}

interface OpenSocket {
  readonly socket: Duplex;
  readonly raw: RawRequest;
  readonly tunnel: Tunnel;
  /** The newest judgement asked for: an older one that comes later counts no more. */
  turn: number;
}

export function createOpenSockets({ gate, logger }: OpenSocketsOptions): OpenSockets {
  const sockets = new Map<Duplex, OpenSocket>();
  const matchers = new WeakMap<readonly SocketMessage[], MessageMatcher>();

  function filterOf({ decision, request }: Judgement): MessageMatcher | null {
    const messages = allowedMessages(decision, request);
    if (messages === null) return null;
    let matcher = matchers.get(messages);
    if (matcher === undefined) {
      matcher = createMessageMatcher(messages);
      matchers.set(messages, matcher);
    }
    return matcher;
  }

  function judge(open: OpenSocket, { isHeld }: { readonly isHeld: boolean }): void {
    open.turn += 1;
    const judged = gate.judge(open.raw, { view: gate.view() });
    if (!(judged instanceof Promise)) {
      apply(open, judged);
      return;
    }
    if (isHeld) open.tunnel.hold();
    const { turn } = open;
    judged
      .then((judgement) => {
        if (turn === open.turn) apply(open, judgement);
      })
      .catch((error: unknown) => {
        logger.error({ error }, 'an open WebSocket could not be judged; it is cut');
        open.socket.destroy();
      });
  }

  function apply({ socket, tunnel }: OpenSocket, judgement: Judgement): void {
    const { decision } = judgement;
    if (decision.kind === 'allow') {
      tunnel.setFilter(filterOf(judgement));
      tunnel.release();
      return;
    }
    const reason = decision.kind === 'own' ? 'refused' : decision.mode;
    if (tunnel.close(SERVICE_RESTART, reason)) return;
    gate.answer(judgement).then(
      (answer) => sendAnswerOnSocket(socket, answer),
      () => socket.destroy(),
    );
  }

  function judgeAll(how: { readonly isHeld: boolean }): void {
    for (const open of sockets.values()) judge(open, how);
  }

  return {
    instructionFor: (judgement) => ({
      filter: filterOf(judgement),
      // By the rule of the route, open site or not: compressed messages could not be read once a window opens.
      withoutExtensions: judgement.request.facts.socket?.rule.kind === 'messages',
    }),
    add(socket, raw, tunnel) {
      sockets.set(socket, { socket, raw, tunnel, turn: 0 });
    },
    remove: (socket) => void sockets.delete(socket),
    judgeHeld: () => judgeAll({ isHeld: true }),
    judgeAgain: () => judgeAll({ isHeld: false }),
  };
}
