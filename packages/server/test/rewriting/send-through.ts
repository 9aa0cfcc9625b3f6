import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** Cuts bytes into pieces of one size; infinite = one piece. */
export function split(bytes: Buffer, size: number): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

/** Sends pieces through a transform as a proxy would, with back-pressure; rejects with the transform's error. */
export async function sendThrough(transform: Duplex, pieces: readonly Buffer[]): Promise<Buffer> {
  const received: Buffer[] = [];
  transform.on('data', (piece: Buffer) => received.push(piece));
  const ended = once(transform, 'end');
  ended.catch(() => {});
  for (const piece of pieces) {
    if (transform.destroyed) break;
    if (!transform.write(piece)) await Promise.race([once(transform, 'drain'), ended]);
  }
  transform.end();
  await ended;
  return Buffer.concat(received);
}

/** What arrives before the transform is given anything else; waits for at least `bytes`. */
export async function received(transform: Duplex, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const piece: Buffer | null = transform.read();
    if (piece === null) await once(transform, 'readable');
    else {
      pieces.push(piece);
      length += piece.length;
    }
  }
  return Buffer.concat(pieces);
}
