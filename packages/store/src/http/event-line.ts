import type { Heard, HintLine } from '../hints/listened-hints.ts';
import type { ServerConnection } from './server-connection.ts';

export interface EventLineOptions {
  readonly connection: Pick<ServerConnection, 'stream'>;
  readonly site: string;
}

/** A server says each five seconds that it is there. */
const longestSilenceMs = 17_000;
/** An event is some sixty bytes: whatever has no end after this is none. */
const longestEvent = 16_384;

/** The events of a server, as one connection on which hints come. */
export function createEventLine({ connection, site }: EventLineOptions): HintLine {
  const leaving = new AbortController();
  let heardAt = 0;

  async function listen(body: ReadableStream<Uint8Array>, { onTold, onFirst }: Listening): Promise<void> {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      heardAt = performance.now();
      const events = `${rest}${text}`.split('\n\n');
      rest = events.pop() ?? '';
      if (rest.length > longestEvent) throw new Error('an event has no end');
      for (const event of events) {
        const payload = payloadOf(event);
        if (payload === null) continue;
        onTold(payload);
        onFirst();
      }
    }
  }

  return {
    async open({ onTold, onLost }: Heard) {
      const response = await connection.stream(site, 'events', leaving.signal);
      const { body } = response;
      const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
      if (response.status !== 200 || body === null || !isStream) {
        leaving.abort();
        throw new Error(`no events: status ${response.status}`);
      }
      heardAt = performance.now();
      // The first event comes once the server tells whatever follows.
      await new Promise<void>((resolve, reject) => {
        listen(body, { onTold, onFirst: resolve })
          .then(() => reject(new Error('the events ended')), reject)
          .finally(onLost);
      });
    },
    async ping() {
      if (performance.now() - heardAt > longestSilenceMs) throw new Error('nothing was heard');
    },
    close: async () => leaving.abort(),
  };
}

interface Listening {
  readonly onTold: (payload: string) => void;
  readonly onFirst: () => void;
}

/** What an event `epoch` says; null for all others. */
function payloadOf(event: string): string | null {
  const lines = event.split('\n');
  if (!lines.includes('event: epoch')) return null;
  return lines.find((line) => line.startsWith('data: '))?.slice('data: '.length) ?? null;
}
