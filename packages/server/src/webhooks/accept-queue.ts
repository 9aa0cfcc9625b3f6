import type { AcceptResult, HeldRequestToAccept, HeldStore } from '@portcullis/gate';

/** Stores many webhooks in one transaction: what comes while one is written goes with the next. */
export interface AcceptQueue {
  /** What the store said once it is on disk; `busy`: more waits here than is kept in memory. Rejects when the store cannot. */
  accept(request: HeldRequestToAccept): Promise<AcceptResult | { readonly kind: 'busy' }>;
  /** Resolves when nothing is being stored any more. */
  close(): Promise<void>;
}

interface Waiting {
  readonly request: HeldRequestToAccept;
  readonly resolve: (result: AcceptResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Of one transaction. */
const mostAtOnce = 500;
const mostBytesAtOnce = 8 * 1_048_576;
/** In memory, while a store is slow. */
const mostWaiting = 20_000;
const mostWaitingBytes = 64 * 1_048_576;

export function createAcceptQueue({
  store,
  site,
}: {
  readonly store: Pick<HeldStore, 'accept'>;
  readonly site: string;
}): AcceptQueue {
  let waiting: Waiting[] = [];
  let bytes = 0;
  let writing: Promise<void> | null = null;

  function takeBatch(): Waiting[] {
    let size = 0;
    let count = 0;
    for (const { request } of waiting) {
      size += request.request.sealed.length;
      if (count > 0 && (count >= mostAtOnce || size > mostBytesAtOnce)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function write(): Promise<void> {
    // What arrived in the same turn goes together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const results = await store.accept(
          site,
          batch.map(({ request }) => request),
        );
        for (const [index, { resolve, reject }] of batch.entries()) {
          const result = results[index];
          if (result === undefined) reject(new Error('the store said nothing of a webhook'));
          else resolve(result);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      } finally {
        for (const { request } of batch) bytes -= request.request.sealed.length;
      }
    }
    writing = null;
  }

  return {
    accept(request) {
      const size = request.request.sealed.length;
      if (waiting.length >= mostWaiting || (bytes > 0 && bytes + size > mostWaitingBytes)) {
        return Promise.resolve({ kind: 'busy' });
      }
      bytes += size;
      return new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        writing ??= write();
      });
    },
    async close() {
      await writing;
    },
  };
}
