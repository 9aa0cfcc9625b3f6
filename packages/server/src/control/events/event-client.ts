/** One who listens to server-sent events: a stream that never holds more than a little. */
export interface EventClient {
  readonly stream: ReadableStream<Uint8Array>;
  /** What finds no room is left out, and the next event that does is preceded by how many were. */
  send(name: string, data: string): void;
  /** Keeps proxies from closing what is silent; ends who takes nothing for long. */
  beat(): void;
  end(): void;
}

export interface EventClientOptions {
  /** Once, whoever ended it. */
  readonly onEnd: () => void;
  /** @default 1 MB */
  readonly mostBytes?: number;
  /** Heartbeats that find no room before the client counts as gone. @default 4 */
  readonly mostBlockedBeats?: number;
}

/** A status of 200 instances is some 150 KB: room for a few of them. */
const defaultBytes = 1_048_576;

export function openEventClient({
  onEnd,
  mostBytes = defaultBytes,
  mostBlockedBeats = 4,
}: EventClientOptions): EventClient {
  const encoder = new TextEncoder();
  let missed = 0;
  let blockedBeats = 0;
  let hasEnded = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  function over(): void {
    if (hasEnded) return;
    hasEnded = true;
    onEnd();
  }

  const stream = new ReadableStream<Uint8Array>(
    {
      start(opened) {
        controller = opened;
        opened.enqueue(encoder.encode('retry: 2000\n\n'));
      },
      cancel: over,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: mostBytes }),
  );

  /** False when there is no room for it, or nobody listens any more. */
  function put(text: string): boolean {
    if (hasEnded) return true;
    const notice = missed > 0 ? `event: missed\ndata: {"events":${missed}}\n\n` : '';
    const bytes = encoder.encode(notice + text);
    if ((controller?.desiredSize ?? 0) < bytes.length) return false;
    missed = 0;
    controller?.enqueue(bytes);
    return true;
  }

  return {
    stream,
    send: (name, data) => {
      if (!put(`event: ${name}\ndata: ${data}\n\n`)) missed += 1;
    },
    beat() {
      if (hasEnded) return;
      blockedBeats = put(': here\n\n') ? 0 : blockedBeats + 1;
      if (blockedBeats >= mostBlockedBeats) this.end();
    },
    end() {
      if (hasEnded) return;
      over();
      controller?.close();
    },
  };
}
