import type { Engine, EngineOptions } from './engine.ts';
import type { NodeContext } from './node-context.ts';
import { NodeExchange } from './node-exchange.ts';
import type { UpstreamAgents } from './upstream-agents.ts';

/** Chunked bodies with trailers, `TE`, `Expect`, `OPTIONS *`: what undici cannot send. Passes everything else too. */
export function createNodeEngine(options: EngineOptions, agents: UpstreamAgents): Engine {
  const context: NodeContext = { ...options, agents, closed: false };
  return {
    exchange: (incoming, response, instruction) => new NodeExchange(incoming, response, instruction, context),
    async close() {
      context.closed = true;
      agents.destroy();
    },
  };
}
