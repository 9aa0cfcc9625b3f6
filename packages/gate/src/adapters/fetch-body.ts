import type { BodyReader } from '../runtime/for-adapters.ts';
import { createBodyMemory } from './body-memory.ts';
import type { Content } from './fetch-give-back.ts';

/** A body that is read for a decision must arrive within this time. */
const readTimeoutMs = 10_000;

/** The body of a `Request`: read for a decision, then given to the app as if nobody had. */
export interface FetchBody extends BodyReader {
  /** Whether the request itself was read: it has nothing more to give. */
  isRead(): boolean;
  /** What the app's request must be given; null when its own body is whole. */
  forApp(): Content | null;
  /** The app has answered: what was read counts no more. */
  release(): void;
}

export function createFetchBody(request: Request, onTooLate: () => void): FetchBody {
  const chunks: Uint8Array[] = [];
  const memory = createBodyMemory();
  /** Of the request itself. */
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  let isWhole = false;
  /** A read that was still waiting when the time was over: its chunk belongs to the app. */
  let pending: ReturnType<ReadableStreamDefaultReader<Uint8Array>['read']> | null = null;

  async function readUpTo(
    limitBytes: number,
    from: ReadableStreamDefaultReader<Uint8Array>,
  ): Promise<Uint8Array | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, readTimeoutMs, 'late');
    });
    try {
      for (let size = 0; size <= limitBytes; ) {
        pending = from.read();
        const next = await Promise.race([pending, late]);
        if (next === 'late') return null;
        pending = null;
        if (next.done || next.value === undefined) {
          isWhole = true;
          return joined(chunks);
        }
        chunks.push(next.value);
        size += next.value.length;
        if (!memory.grow(next.value.length)) return null;
      }
      return null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function readTwin(
    twin: ReadableStreamDefaultReader<Uint8Array>,
    limitBytes: number,
  ): Promise<Uint8Array | null> {
    const bytes = await readUpTo(limitBytes, twin);
    // What was not taken is still to come for the app; nobody may keep it for the twin as well.
    if (!isWhole) twin.cancel().catch(() => undefined);
    // Bun before 1.1 gave twins without their bytes: nothing is known of what the app would read.
    const isBlank = bytes?.length === 0 && Number(request.headers.get('content-length') ?? 0) > 0;
    return isBlank ? null : bytes;
  }

  return {
    async read(limitBytes) {
      if (request.bodyUsed) {
        onTooLate();
        return null;
      }
      if (request.body === null) return new Uint8Array(0);
      if (Number(request.headers.get('content-length') ?? 0) > limitBytes) return null;
      const twin = twinOf(request);
      if (twin !== null) return readTwin(twin, limitBytes);
      reader = request.body.getReader();
      return readUpTo(limitBytes, reader);
    },
    isRead: () => reader !== null,
    release: memory.release,
    forApp() {
      if (reader === null) return null;
      return isWhole ? joined(chunks) : replay(chunks, reader, pending);
    },
  };
}

/**
 * Of a request that the runtime made itself: it stays whole, and what the host knows by it (`server.requestIP` of Bun) is known
 * to the app. Null for what frameworks made: their `clone` may be the request itself, or leave nothing to read.
 */
function twinOf(request: Request): ReadableStreamDefaultReader<Uint8Array> | null {
  try {
    const { body } = Request.prototype.clone.call(request);
    return body === null || body === request.body ? null : body.getReader();
  } catch {
    return null;
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** What was read, then what is still on the wire. */
function replay(
  chunks: readonly Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
  pending: ReturnType<typeof reader.read> | null,
): ReadableStream<Uint8Array> {
  let waiting = pending;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
    },
    async pull(controller) {
      const next = await (waiting ?? reader.read());
      waiting = null;
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
