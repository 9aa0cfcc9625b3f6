import type { IncomingMessage } from 'node:http';
import type { ListenerLimits } from './listener-limits.ts';

export interface UploadWatchOptions extends Pick<ListenerLimits, 'uploadWindowMs' | 'minUploadBytes'> {
  /** The client waits for our 100 Continue and may be silent until then. */
  readonly isWaiting: () => boolean;
  readonly onStalled: () => void;
}

/**
 * Ends uploads that trickle, and no others. Node's `requestTimeout` limits the whole request, so any value kills
 * somebody's long upload; without it one byte a minute would hold a connection and an upstream place for ever.
 */
export function watchUpload(incoming: IncomingMessage, options: UploadWatchOptions): void {
  const { uploadWindowMs, minUploadBytes, isWaiting, onStalled } = options;
  const { socket } = incoming;
  let bytesBefore = socket.bytesRead;
  let wasOurTurn = false;

  const check = (): void => {
    const received = socket.bytesRead - bytesBefore;
    bytesBefore = socket.bytesRead;
    if (incoming.complete || socket.destroyed) {
      clearInterval(timer);
      return;
    }
    // Bytes that wait for us, or a paused stream: then it is the upstream that is slow, and its own limits apply.
    const isOurTurn = incoming.readableLength > 0 || incoming.isPaused() || isWaiting();
    // A turn that ended inside this window leaves the client less than a window of its own.
    const excused = isOurTurn || wasOurTurn;
    wasOurTurn = isOurTurn;
    if (received >= minUploadBytes || excused) return;
    clearInterval(timer);
    onStalled();
  };

  // One turn later: if this process was busy for the whole window, what came meanwhile is read first.
  const timer = setInterval(() => setImmediate(check), uploadWindowMs);
  timer.unref();
  incoming.once('close', () => clearInterval(timer));
}
