import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  couldWrite,
  type Gate,
  type Logger,
  type RunningClient,
  type RunningRequest,
} from '../runtime/for-adapters.ts';

/** Ends what clients keep from ending: requests still being sent, and answers to writes that nobody reads. */
export interface SlowClients {
  /** The switch has changed. */
  judgeAgain(): void;
  close(): void;
}

export interface SlowClientsOptions {
  readonly gate: Pick<Gate, 'judge' | 'view' | 'running' | 'recount'>;
  readonly logger: Pick<Logger, 'warn'>;
  /**
   * What a change of the switch refuses may go on for this long; then whatever waits for its client is cut, so that
   * nobody who sends or reads slowly decides when the change is enforced.
   */
  readonly graceMs: number;
}

/** What a host gives slow clients unless it is told otherwise. */
export const defaultSlowClientGraceMs = 60_000;

export function createSlowClients({ gate, logger, graceMs }: SlowClientsOptions): SlowClients {
  let grace: ReturnType<typeof setTimeout> | undefined;
  /** Since when each would be refused: a change that refuses it again gives it no further time. */
  const refusedSince = new WeakMap<RunningRequest, number>();

  /** What only its body would allow is refused: half of it is gone already. Returns for how long it may go on; null = it is allowed. */
  async function judge(
    running: RunningRequest,
    client: RunningClient,
    isTimeUp: boolean,
  ): Promise<number | null> {
    const { raw } = running.request;
    try {
      const judgement = await gate.judge(raw, { view: gate.view() });
      const { decision } = judgement;
      if (decision.kind === 'allow') {
        if (decision.approved) gate.recount(running, judgement);
        refusedSince.delete(running);
        return null;
      }
      const nowMs = performance.now();
      const sinceMs = refusedSince.get(running) ?? nowMs;
      refusedSince.set(running, sinceMs);
      const leftMs = isTimeUp ? 0 : Math.ceil(sinceMs + graceMs - nowMs);
      if (leftMs > 0) return leftMs;
      // Asked for again: much may have come meanwhile.
      if (isHeldUp(running, client)) {
        logger.warn(
          { method: raw.method },
          'portcullis: a request that would be refused now is cut: its client is slow',
        );
        client.cut();
      }
      // Round and round: what waits for the app now may wait for its client later.
      return graceMs;
    } catch (error) {
      logger.warn({ error }, 'portcullis: a request under way could not be judged; it is cut');
      client.cut();
      return null;
    }
  }

  async function judgeAll(isTimeUp: boolean): Promise<void> {
    clearTimeout(grace);
    const judged: Promise<number | null>[] = [];
    for (const running of gate.running()) {
      const { client, approved } = running;
      if (client === null || !(client.isSending() || (!approved && couldWrite(running.request)))) continue;
      judged.push(judge(running, client, isTimeUp));
    }
    const left = (await Promise.all(judged)).filter((ms) => ms !== null);
    if (left.length === 0) return;
    clearTimeout(grace);
    grace = setTimeout(() => void judgeAll(false), Math.max(1, Math.min(...left))).unref();
  }

  return {
    judgeAgain() {
      // Nobody waits for an instance without its store: the others count it as strict, so nothing may go on arriving.
      void judgeAll(gate.view().snapshot.why === 'store-lost');
    },
    close: () => clearTimeout(grace),
  };
}

/** Whether it is the client that keeps a request from ending. */
function isHeldUp({ ended }: RunningRequest, client: RunningClient): boolean {
  return !ended && (client.isSending() || client.isBehind());
}

/** Whether more of the body is to come. */
export function isStillComing({ complete, headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  return !complete && (coding !== undefined || (length !== undefined && length !== '0'));
}

/** Whether there is more of the answer than the client has taken. */
export function isReadSlowly({ headersSent, writableNeedDrain }: ServerResponse): boolean {
  return headersSent && writableNeedDrain;
}
