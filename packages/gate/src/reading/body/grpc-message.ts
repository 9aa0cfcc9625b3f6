import type { ContentType } from './content-type.ts';

/**
 * Whether a body is what its gRPC type says: frames of one byte of flags and four of length, nothing after the last.
 * It is no JSON then, though a length may be the sign that JSON begins with.
 */
export function isGrpcMessage({ type }: ContentType, body: Uint8Array): boolean {
  if (!/^application\/grpc(?:-web)?(?:\+[a-z.-]+)?$/.test(type)) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let index = 0;
  while (index + 5 <= body.length) {
    // The lowest bit says compressed, the highest that these are trailers.
    if ((view.getUint8(index) & 0x7e) !== 0) return false;
    index += 5 + view.getUint32(index + 1);
  }
  return index === body.length;
}
