import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type Gate,
  isAnsweredByGate,
  type Judgement,
  pathOnRecord,
  RunningJudgement,
} from '@portcullis/gate';
import { rawRequestOf, sendAnswerOnSocket } from '@portcullis/gate/node';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Proxy as UpstreamProxy } from '../proxy/contract.ts';
import type { Traffic } from '../traffic/observe-traffic.ts';
import type { createInstructions } from './forward-instruction.ts';
import type { OpenSockets } from './open-sockets.ts';
import { isOutdated } from './outdated.ts';
import { referenceIn } from './reference-in.ts';
import { upstreamErrorAnswer } from './upstream-error-answer.ts';

export interface UpgradesOptions {
  readonly gate: Gate;
  readonly proxy: UpstreamProxy;
  readonly metrics: Metrics;
  readonly traffic: Pick<Traffic, 'observe'>;
  readonly logger: Logger;
  readonly sockets: OpenSockets;
  readonly instructionFor: ReturnType<typeof createInstructions>;
}

interface Handshake {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  /** Bytes that came behind the handshake. */
  readonly head: Buffer;
}

/** Judges every handshake of a WebSocket, then answers it here or opens its tunnel. */
export function createUpgrades(
  options: UpgradesOptions,
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const { gate, proxy, metrics, traffic, logger, sockets, instructionFor } = options;

  function onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The HTTP server listens no more, and the client may leave while somebody is being recognised.
    socket.on('error', () => socket.destroy());
    upgrade(incoming, socket, head).catch((error: unknown) => {
      logger.error({ error }, 'an upgrade failed in the gate; it is refused');
      socket.destroy();
    });
  }

  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const raw = rawRequestOf(incoming);
    for (;;) {
      const judgement = await gate.judge(raw);
      if (isAnsweredByGate(judgement.decision)) {
        metrics.count(judgement.decision);
        const answer = await gate.answer(judgement);
        traffic.observe(judgement, referenceIn(answer));
        sendAnswerOnSocket(socket, answer);
        return;
      }
      const header = await gate.decisionHeader(judgement);
      // From here on nothing is waited for: a later change of the switch finds the tunnel and judges it again.
      if (!isOutdated(judgement, gate)) {
        openTunnel(judgement, { incoming, socket, head, header });
        return;
      }
    }
  }

  function openTunnel(
    judgement: Judgement,
    { incoming, socket, head, header }: { readonly header: string | null } & Handshake,
  ): void {
    metrics.count(judgement.decision);
    traffic.observe(judgement);
    const running = new RunningJudgement(judgement);
    gate.begin(running);
    let isOver = false;
    const tunnel = proxy.tunnel(incoming, socket, head, {
      ...instructionFor(judgement, { header, body: null }),
      ...sockets.instructionFor(judgement),
      onMessageRefused: (problem) => {
        metrics.countSocketRefusal(problem);
        gate.messageRefused(judgement);
        logger.info(
          { problem, path: pathOnRecord(judgement.request.target.path) },
          'a message on a WebSocket was refused',
        );
      },
      onError: (error) => sendAnswerOnSocket(socket, upstreamErrorAnswer(error, judgement)),
      onFinished: () => {
        isOver = true;
        sockets.remove(socket);
        gate.end(running);
      },
    });
    if (!isOver) sockets.add(socket, judgement.request.raw, tunnel);
  }

  return onUpgrade;
}
