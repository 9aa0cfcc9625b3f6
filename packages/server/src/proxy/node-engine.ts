import type { Agent } from 'node:http';
import type { Engine, EngineOptions } from './engine.ts';
import { NodeExchange } from './node-exchange.ts';
import { createUpstreamAgent } from './upstream-agent.ts';

/** What a `NodeExchange` shares with all others. */
export interface NodeContext extends EngineOptions {
  readonly agent: Agent;
  readonly running: Set<{ destroy(): void }>;
}

/** Chunked bodies with trailers, `TE`, `Expect`, `OPTIONS *`: what undici cannot send. Passes everything else too. */
export function createNodeEngine(options: EngineOptions): Engine {
  const context: NodeContext = { ...options, agent: createUpstreamAgent(options), running: new Set() };
  return {
    exchange: (incoming, response, instruction) => new NodeExchange(incoming, response, instruction, context),
    async close() {
      for (const exchange of context.running) exchange.destroy();
      context.agent.destroy();
    },
  };
}
