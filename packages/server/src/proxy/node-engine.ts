import type { Agent } from 'node:http';
import type { Engine, EngineOptions } from './engine.ts';
import { NodeExchange } from './node-exchange.ts';
import { createUpstreamAgent } from './upstream-agent.ts';

/** What a `NodeExchange` shares with all others. */
export interface NodeContext extends EngineOptions {
  readonly agent: Agent;
  /** Nothing is sent a second time any more. */
  closed: boolean;
}

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
