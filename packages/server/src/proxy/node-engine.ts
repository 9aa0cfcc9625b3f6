import type { Engine, EngineOptions } from './engine.ts';
import type { NodeContext } from './node-context.ts';
import { NodeExchange } from './node-exchange.ts';
import { createUpstreamAgent } from './upstream-agent.ts';

/** Chunked bodies with trailers, `TE`, `Expect`, `OPTIONS *`: what undici cannot send. Passes everything else too. */
export function createNodeEngine(options: EngineOptions): Engine {
  const context: NodeContext = { ...options, agent: createUpstreamAgent(options), closed: false };
  return {
    exchange: (incoming, response, instruction) => new NodeExchange(incoming, response, instruction, context),
    async close() {
      context.closed = true;
      // Ends running exchanges too: their connections are the agent's until they are over.
      context.agent.destroy();
    },
  };
}
