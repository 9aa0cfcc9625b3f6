import type { IncomingMessage } from 'node:http';
import { createAdmission } from './admission.ts';
import type { ForwardInstruction, ProxyOptions, Proxy as UpstreamProxy } from './contract.ts';
import type { EngineOptions } from './engine.ts';
import { createFlushQueue } from './flush-queue.ts';
import { createNodeEngine } from './node-engine.ts';
import { createRequestHead } from './request-head.ts';
import { openTunnel, type TunnelContext } from './tunnel.ts';
import { createUndiciEngine } from './undici-engine.ts';
import { createUpstreamAgents } from './upstream-agents.ts';
import { clientLeft } from './upstream-error.ts';

/**
 * The way to the upstream. It decides nothing: the caller judges a request first and then says what to send and what
 * to do with the answer. Misuse throws here; what goes wrong later is reported through the instruction.
 */
export function createProxy(options: ProxyOptions): UpstreamProxy {
  const {
    upstream,
    connectTimeoutMs = 5000,
    headersTimeoutMs = 60_000,
    bodyIdleTimeoutMs = 0,
    clientStallTimeoutMs = 120_000,
    maxSockets = 256,
    keepAliveTimeoutMs = 4000,
    viaName = 'portcullis',
    engine = 'auto',
    tls,
  } = options;
  requireOrigin(upstream);
  requirePositive({
    connectTimeoutMs,
    headersTimeoutMs,
    clientStallTimeoutMs,
    maxSockets,
    keepAliveTimeoutMs,
  });
  const admission = createAdmission({
    maxActive: maxSockets,
    reserved: Math.max(1, Math.floor(maxSockets / 8)),
    waitMs: connectTimeoutMs,
  });
  const engineOptions: EngineOptions = {
    upstream,
    connectTimeoutMs,
    headersTimeoutMs,
    bodyIdleTimeoutMs,
    clientStallTimeoutMs,
    keepAliveTimeoutMs,
    maxSockets,
    servername: tls?.servername ?? upstream.hostname.replace(/^\[|\]$/g, ''),
    ca: tls?.ca,
    requestHead: createRequestHead({ viaName, fallbackHost: upstream.host }),
    flushes: createFlushQueue(),
    release: admission.leave,
  };
  const agents = createUpstreamAgents(engineOptions);
  const nodeEngine = createNodeEngine(engineOptions, agents);
  const undiciEngine = engine === 'node' ? nodeEngine : createUndiciEngine(engineOptions);
  const tunnels: TunnelContext = {
    ...engineOptions,
    // WebSockets last, so they take none of the places.
    release() {},
    agents,
    closed: false,
    running: new Set(),
  };

  return {
    forward(incoming, response, instruction) {
      const isForNode = needsNode(incoming, instruction) || agents.isBound(incoming);
      const carrier = isForNode ? nodeEngine : undiciEngine;
      const exchange = carrier.exchange(incoming, response, instruction);
      // It left while the caller was deciding: its close was before anybody listened for it.
      if (response.destroyed) exchange.fail(clientLeft());
      else admission.enter(exchange);
    },
    tunnel(incoming, socket, head, instruction) {
      return openTunnel({ incoming, socket, head, instruction }, tunnels);
    },
    async close() {
      admission.close();
      tunnels.closed = true;
      for (const tunnel of tunnels.running) tunnel.destroy();
      await Promise.all([nodeEngine.close(), undiciEngine.close()]);
    },
  };
}

/** undici sends no chunked body with trailers, no `TE`, no `Expect`, and only targets that begin with a slash. */
function needsNode({ headers }: IncomingMessage, { body, target }: ForwardInstruction): boolean {
  if (headers.te !== undefined || !target.startsWith('/')) return true;
  return body === undefined && (headers['transfer-encoding'] !== undefined || headers.expect !== undefined);
}

function requireOrigin(upstream: URL): void {
  const { protocol, pathname, search, hash, username, password } = upstream;
  const plain = pathname === '/' && search === '' && hash === '' && username === '' && password === '';
  if ((protocol === 'http:' || protocol === 'https:') && plain) return;
  throw new TypeError(
    `Expected the upstream as an http: or https: origin such as http://127.0.0.1:3000, got "${upstream.protocol}//${upstream.host}${pathname}"; leave out path, query and credentials`,
  );
}

function requirePositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isInteger(value) || value <= 0) {
      throw new RangeError(`Expected ${name} to be a whole number above 0, got ${value}`);
    }
  }
}
