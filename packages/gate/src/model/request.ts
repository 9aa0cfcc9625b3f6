/**
 * A request as an adapter saw it. What the host cannot show is null and counts as absent.
 * Strings of the wire are latin1: one character is one byte.
 */
export interface RawRequest {
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  /** Flat list: name, value, name, value … in the order and case of the wire. */
  readonly headers: readonly string[];
  /** The socket's peer. Null for Unix sockets and hosts that hide it. */
  readonly peer: string | null;
  /** `1.0`, `1.1`; null where the host hides it. */
  readonly httpVersion: string | null;
  /** Whether the connection to the gate itself is TLS. */
  readonly secure: boolean;
  /** Whether the host handed this over as an upgrade. */
  readonly upgrade: boolean;
}

/** What a request would do; `unknown` is treated as write. */
export type Access = 'read' | 'write' | 'unknown';

/** What content codings are made of: raw deflate (RFC 1951) is within `gzip` and `deflate`. */
export type StreamFormat = 'brotli' | 'deflate-raw' | 'zstd';
