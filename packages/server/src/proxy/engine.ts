import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ForwardInstruction } from './contract.ts';
import type { Exchange, ExchangeContext } from './exchange.ts';
import type { RequestHead } from './request-head.ts';

/** Carries exchanges to the upstream with one HTTP client. */
export interface Engine {
  exchange(incoming: IncomingMessage, response: ServerResponse, instruction: ForwardInstruction): Exchange;
  /** Destroys every connection, running exchanges included. */
  close(): Promise<void>;
}

export interface EngineOptions extends ExchangeContext {
  readonly upstream: URL;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly bodyIdleTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly maxSockets: number;
  /** Name to ask for and verify on TLS connections; never the client's Host, which anybody may choose. */
  readonly servername: string;
  readonly ca: string | undefined;
  readonly requestHead: RequestHead;
  /** To be called once per started exchange, when it occupies no connection any more. */
  readonly release: () => void;
}

/** Response heads above this are refused: applications with large cookies and policies need more than Node's 16 KB. */
export const MAX_RESPONSE_HEAD_BYTES = 65_536;
