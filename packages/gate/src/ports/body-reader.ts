/** Reads a request's body once, whole, for a decision that needs it; the bytes are forwarded unchanged later. */
export interface BodyReader {
  /** Null when the body is larger than `limitBytes`, broken off, or slower than the adapter allows. */
  read(limitBytes: number): Promise<Uint8Array | null>;
}
