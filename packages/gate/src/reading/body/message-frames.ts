import type { ContentType } from './content-type.ts';

/** One message of a stream. */
export interface MessageFrame {
  readonly isCompressed: boolean;
  readonly bytes: Uint8Array;
}

/** Bits of the first byte that have a meaning; in others white space and braces would hide. */
const flagsOfGrpc = 0x81;
const flagsOfConnect = 0x03;
const compressed = 0x01;

/** More than searches at once; a stream of one request sends them one after another. */
const mostFrames = 10_000;

/**
 * The messages in a body that is what its type of gRPC, or of a stream of Connect, says: frames of one byte of flags and
 * four of length, nothing after the last. The whole is no JSON then, though a length may be the sign that JSON begins
 * with. Null for anything else.
 */
export function framesIn({ type }: ContentType, body: Uint8Array): readonly MessageFrame[] | null {
  const flags = flagsOf(type);
  if (flags === null) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const frames: MessageFrame[] = [];
  let index = 0;
  while (index + 5 <= body.length && frames.length < mostFrames) {
    const said = view.getUint8(index);
    if ((said & ~flags) !== 0) return null;
    const start = index + 5;
    index = start + view.getUint32(index + 1);
    frames.push({ isCompressed: (said & compressed) !== 0, bytes: body.subarray(start, index) });
  }
  return index === body.length ? frames : null;
}

function flagsOf(type: string): number | null {
  if (/^application\/grpc(?:-web)?(?:\+[a-z.-]+)?$/.test(type)) return flagsOfGrpc;
  return /^application\/connect\+[a-z.-]+$/.test(type) ? flagsOfConnect : null;
}
