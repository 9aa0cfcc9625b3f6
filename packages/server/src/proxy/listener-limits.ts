/** What one client may take of a listener. Nothing is left to the defaults of the Node version at hand. */
export interface ListenerLimits {
  /** From the first byte of a request (or the new connection) to the end of its head. @default 10000 */
  readonly headersTimeoutMs: number;
  /**
   * Silence on a connection between two requests: longer than proxies in front keep theirs (60 s: nginx, ALB; 90 s:
   * Traefik, cloudflared), or a POST that meets our end of it becomes their 502. @default 100000
   */
  readonly keepAliveTimeoutMs: number;
  /** Size of a request's head, target included. @default 16384 */
  readonly maxHeaderBytes: number;
  /** @default 100 */
  readonly maxHeaders: number;
  /** Requests on one connection, after which it is closed so that load spreads again. @default 1000 */
  readonly maxRequestsPerSocket: number;
  /** From three quarters of it on, idle ones are closed to make room. @default 10000 */
  readonly maxConnections: number;
  /** A body must bring `minUploadBytes` in every such window in which we are ready to read it. @default 20000 */
  readonly uploadWindowMs: number;
  /** 4 KB in 20 s is slower than any network still in use, and 256 such uploads take their sender some work. @default 4096 */
  readonly minUploadBytes: number;
  /** How long the rest of a body is read and dropped once the answer is out. @default 2000 */
  readonly lingerMs: number;
  /** How long a client may take nothing of an answer that waits for it. @default 120000 */
  readonly clientStallTimeoutMs: number;
  /**
   * How long a stop leaves idle connections of a proxy open. It may have sent a request at the moment in which we end one: of a
   * POST it makes a 502, because it cannot know whether anything was done (RFC 9110, 9.2.2). Once nobody takes new connections
   * it turns to another server; what it still sends by an old one is answered with `Connection: close`. With 0 two POSTs are
   * lost at each restart behind nginx under load. @default 2000
   */
  readonly lastRequestMs: number;
}

export const DEFAULT_LISTENER_LIMITS: ListenerLimits = {
  headersTimeoutMs: 10_000,
  keepAliveTimeoutMs: 100_000,
  maxHeaderBytes: 16_384,
  maxHeaders: 100,
  maxRequestsPerSocket: 1_000,
  maxConnections: 10_000,
  uploadWindowMs: 20_000,
  minUploadBytes: 4_096,
  lingerMs: 2_000,
  clientStallTimeoutMs: 120_000,
  lastRequestMs: 2_000,
};
