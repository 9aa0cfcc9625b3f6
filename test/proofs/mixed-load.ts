import { Agent } from 'node:http';
import { type SentRequest, sendRequest } from '../support/send-request.ts';
import { createRandom, pause } from './proof.ts';

/** Targets of the proofs: `/unsubscribe` is a GET that the policy declares to write. */
export const loadPolicy = {
  areas: { checkout: { title: { en: 'Checkout' }, routes: ['/cart/**'] } },
  routes: [{ match: 'GET /unsubscribe', access: 'write', why: 'a link that writes' }],
} as const;

export interface LoadTally {
  answered: number;
  refused: number;
  failed: number;
  /** Slow uploads under way at this moment. */
  uploading: number;
}

export interface MixedLoad {
  readonly tally: Readonly<LoadTally>;
  stop(): Promise<void>;
}

/** Visitors on keep-alive connections until stopped: 60 % reads; the rest posts, writing GETs and slow uploads. */
export function startMixedLoad(port: () => number, connections = 6): MixedLoad {
  const tally: LoadTally = { answered: 0, refused: 0, failed: 0, uploading: 0 };
  let stopped = false;

  async function visit(number: number): Promise<void> {
    const random = createRandom(number);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) {
      const sent = nextRequest(random);
      const isUpload = (sent.body?.length ?? 0) > 1;
      if (isUpload) tally.uploading += 1;
      try {
        const { status } = await sendRequest({ ...sent, port: port(), agent });
        if (status === 503) tally.refused += 1;
        else tally.answered += 1;
      } catch {
        tally.failed += 1;
        await pause(10);
      } finally {
        if (isUpload) tally.uploading -= 1;
      }
      // Leaves room on two cores for the server under test.
      await pause(random(4));
    }
    agent.destroy();
  }

  const visits = Array.from({ length: connections }, (_, index) => visit(index + 1));
  return {
    tally,
    async stop() {
      stopped = true;
      await Promise.all(visits);
    },
  };
}

function nextRequest(random: (below: number) => number): Omit<SentRequest, 'port'> {
  const choice = random(20);
  if (choice < 12) return { target: `/catalogue/${random(100)}` };
  if (choice < 14) return { target: `/unsubscribe?id=${random(100)}` };
  if (choice < 16) return { method: 'POST', target: '/cart/items', body: ['item=1'] };
  if (choice < 18) return { method: 'POST', target: '/profile', body: ['name=x'] };
  const chunks = Array.from({ length: 4 }, () => 'u'.repeat(512));
  return { method: 'PUT', target: '/upload', body: chunks, pauseMs: 10 + random(15) };
}
