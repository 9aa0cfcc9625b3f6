import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BodyReader } from '../runtime/for-adapters.ts';
import { type BodyMemory, createBodyMemory } from './body-memory.ts';

/** A body that is read for a decision must arrive within this time. */
const readTimeoutMs = 10_000;

/** Two gates, or two registrations, may ask for the same body; on the wire it comes once. */
const bodies = new WeakMap<IncomingMessage, Promise<Uint8Array | null>>();

export interface NodeBodyOptions {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Called before anything is read: a client may wait to be told. */
  readonly beforeReading?: () => void;
  /** Somebody read it already: it cannot be judged, so it counts as unreadable. */
  readonly onTooLate: () => void;
  /** The caller keeps what was read, and says by `releaseNodeBody` when it does so no more. @default false */
  readonly isKept?: boolean;
  /** Called with the reason before `read` gives null. */
  readonly onLost?: (reason: BodyLoss) => void;
}

/** `no-memory`: all bodies that are read at this time are too large together. */
export type BodyLoss = 'too-large' | 'no-memory' | 'slow-or-broken';

/** Bodies that their readers keep. */
const kept = new WeakMap<IncomingMessage, BodyMemory>();

/** Nobody keeps the bytes that were read of this request any more. Idempotent. */
export function releaseNodeBody(incoming: IncomingMessage): void {
  kept.get(incoming)?.release();
  kept.delete(incoming);
  bodies.delete(incoming);
}

/**
 * Reads the body of a request and puts every byte back, so that parsers and streams after the gate find it untouched,
 * unless its caller keeps it whole.
 * Null when it is too large, too slow or broken off, or all bodies together are too large; what had come by then is put back, too.
 */
export function createNodeBody({
  incoming,
  response,
  beforeReading,
  onTooLate,
  isKept = false,
  onLost,
}: NodeBodyOptions): BodyReader {
  function start(limitBytes: number): Promise<Uint8Array | null> {
    const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
    const declared = Number(length ?? 0);
    if (coding === undefined && declared === 0) return Promise.resolve(new Uint8Array(0));
    if (declared > limitBytes || incoming.destroyed) {
      onLost?.(incoming.destroyed ? 'slow-or-broken' : 'too-large');
      return Promise.resolve(null);
    }
    if (incoming.readableDidRead || incoming.readableEnded || incoming.readableEncoding !== null) {
      onTooLate();
      return Promise.resolve(null);
    }
    beforeReading?.();
    // Node dumps a body that nobody touched; this one we have touched.
    response.once('finish', () => {
      if (incoming.readableFlowing === null) incoming.resume();
    });
    const memory = createBodyMemory();
    // The app has it, or nobody will. Not the end of the answer: who does not read that would hold the memory of all.
    const letGo = () => {
      if (kept.get(incoming) === memory) return;
      // The app has its own copy: ours would be as much again until its answer.
      if (memory.isLarge()) bodies.delete(incoming);
      memory.release();
    };
    incoming.once('end', letGo).once('close', letGo);
    response.once('close', letGo);
    if (!isKept) return readBody(incoming, { limitBytes, memory, isPutBack: true, onLost });
    kept.set(incoming, memory);
    return readBody(incoming, { limitBytes, memory, isPutBack: false, onLost }).then((body) => {
      // What could not be read whole nobody keeps: it goes on from where it was put back.
      if (body === null) kept.delete(incoming);
      if (incoming.destroyed) letGo();
      return body;
    });
  }

  return {
    read(limitBytes) {
      const reading = bodies.get(incoming) ?? start(limitBytes);
      bodies.set(incoming, reading);
      return reading;
    },
  };
}

interface ReadOptions {
  readonly limitBytes: number;
  readonly memory: BodyMemory;
  /** Whether what was read whole is put back as well; what was not always is. */
  readonly isPutBack: boolean;
  readonly onLost: NodeBodyOptions['onLost'];
}

function readBody(
  incoming: IncomingMessage,
  { limitBytes, memory, isPutBack, onLost }: ReadOptions,
): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let fits = true;
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const onBroken = () => finish('slow-or-broken');
    const arrived = memory.arrives(() => {
      finish('no-memory');
      memory.release();
    });
    const onReadable = () => {
      // Never read() an empty buffer: at its end that would emit 'end' before the app listens.
      while (!isOver && incoming.readableLength > 0) {
        const chunk: Buffer | null = incoming.read();
        if (chunk === null) break;
        chunks.push(chunk);
        size += chunk.length;
        fits &&= memory.grow(chunk.length);
      }
      if (size > limitBytes) finish('too-large');
      else if (!fits) finish('no-memory');
      else if (incoming.complete) finish(null);
    };
    function finish(lost: BodyLoss | null): void {
      // What was put back must not be read and put back once more.
      if (isOver) return;
      isOver = true;
      const isWhole = lost === null;
      arrived();
      if (lost !== null) onLost?.(lost);
      clearTimeout(timer);
      incoming.off('readable', onReadable).off('error', onBroken).off('close', onBroken);
      const body = Buffer.concat(chunks);
      // In the same turn as the last read(), so that 'end' is not emitted yet.
      if (size > 0 && !incoming.destroyed && (isPutBack || !isWhole)) {
        incoming.unshift(body);
        markUnread(incoming);
      }
      resolve(isWhole ? body : null);
    }
    incoming.on('error', onBroken).on('close', onBroken);
    // What came in one piece with the head is here by then. A listener would make Node look at an empty body by
    // itself, and end it.
    process.nextTick(() => {
      if (incoming.complete) {
        onReadable();
        return;
      }
      timer = setTimeout(() => finish('slow-or-broken'), readTimeoutMs);
      incoming.on('readable', onReadable);
    });
  });
}

/**
 * Nothing is gone, so nothing was read. Node has no other way to say that: it calls a stream disturbed that anybody read
 * from, and whoever makes a `Request` of it (Next.js, Hono, undici) gets none. The next read marks it again.
 */
function markUnread(incoming: IncomingMessage): void {
  const state: unknown = Reflect.get(incoming, '_readableState');
  if (typeof state === 'object' && state !== null && 'dataEmitted' in state) state.dataEmitted = false;
}
