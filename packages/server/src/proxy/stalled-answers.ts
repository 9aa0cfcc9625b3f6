import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

type WatchedResponse = Pick<
  ServerResponse,
  'writableEnded' | 'writableFinished' | 'writableNeedDrain' | 'writableLength'
>;

interface Sighting {
  readonly response: WatchedResponse;
  /** Bytes that wait for the client. */
  readonly left: number;
  readonly times: number;
}

/** Looks at connections now and then: a timer for each answer would cost each answer. */
export interface StalledAnswers {
  /** Whether the client has taken nothing of this answer since the look before the last one. */
  isStalled(socket: Duplex, response: WatchedResponse | undefined): boolean;
}

export function createStalledAnswers(): StalledAnswers {
  const seen = new WeakMap<Duplex, Sighting>();
  return {
    isStalled(socket, response) {
      if (response === undefined || !isWaitingForClient(response)) {
        seen.delete(socket);
        return false;
      }
      const left = socket.writableLength + response.writableLength + queuedBelow(socket);
      const before = seen.get(socket);
      const isSame = before?.response === response && before.left === left;
      const times = isSame ? before.times + 1 : 1;
      seen.set(socket, { response, left, times });
      return times > 2;
    },
  };
}

function isWaitingForClient({
  writableEnded,
  writableFinished,
  writableNeedDrain,
}: WatchedResponse): boolean {
  return writableEnded ? !writableFinished : writableNeedDrain;
}

/** What the kernel has not taken of a write that is under way; Node's own timeouts look at the same figure. */
function queuedBelow(socket: Duplex): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return 0;
  const size: unknown = Reflect.get(handle, 'writeQueueSize');
  return typeof size === 'number' ? size : 0;
}
