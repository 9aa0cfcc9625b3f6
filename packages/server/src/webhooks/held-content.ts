import type { Seal } from '../sealing/seal.ts';

/** A webhook as it came, and how: what is kept of it, encrypted. */
export interface HeldContent {
  readonly method: string;
  /** The request target's very bytes (latin1). */
  readonly target: string;
  /** Flat list of names and values, in the order and case of the wire. */
  readonly headers: readonly string[];
  readonly httpVersion: string | null;
  readonly peer: string | null;
  readonly secure: boolean;
  readonly body: Uint8Array;
}

type Head = Omit<HeldContent, 'body'>;

const lengthBytes = 4;

/** The length of the head, the head as JSON, and the body as it came. */
export function sealContent(seal: Seal, id: string, { body, ...head }: HeldContent): Promise<Uint8Array> {
  const written = new TextEncoder().encode(JSON.stringify(head satisfies Head));
  const bytes = new Uint8Array(lengthBytes + written.length + body.length);
  new DataView(bytes.buffer).setUint32(0, written.length);
  bytes.set(written, lengthBytes);
  bytes.set(body, lengthBytes + written.length);
  return seal.seal(id, bytes);
}

/** Null for what was sealed with another secret, or for another request. */
export async function openContent(seal: Seal, id: string, sealed: Uint8Array): Promise<HeldContent | null> {
  const bytes = await seal.open(id, sealed);
  if (bytes === null || bytes.length < lengthBytes) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const head: unknown = JSON.parse(
    new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(lengthBytes, lengthBytes + length)),
  );
  return isHead(head) ? { ...head, body: bytes.subarray(lengthBytes + length) } : null;
}

function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false;
  const head: Partial<Record<keyof Head, unknown>> = value;
  return (
    typeof head.method === 'string' &&
    typeof head.target === 'string' &&
    Array.isArray(head.headers) &&
    head.headers.every((item) => typeof item === 'string') &&
    (head.httpVersion === null || typeof head.httpVersion === 'string') &&
    (head.peer === null || typeof head.peer === 'string') &&
    typeof head.secure === 'boolean'
  );
}
