import type { StreamFormat } from '../model/request.ts';

/** Reads a request's body once, whole, for a decision that needs it; the bytes are forwarded unchanged later. */
export interface BodyReader {
  /** Null when the body is larger than `limitBytes`, broken off, or slower than the adapter allows. */
  read(limitBytes: number): Promise<Uint8Array | null>;
  /**
   * What a compressed stream holds. Null when the host cannot tell, when that is more than `limitBytes`, and unless the
   * stream ends with the last of these bytes. Work should be bounded, too: a stranger chooses the stream. Without it
   * whatever is compressed counts as unreadable.
   */
  decompress?(format: StreamFormat, bytes: Uint8Array, limitBytes: number): Promise<Uint8Array | null>;
  /** Whether nobody waits for the decision any more, so that nothing need be unpacked for it. @default never */
  hasLeft?(): boolean;
}
