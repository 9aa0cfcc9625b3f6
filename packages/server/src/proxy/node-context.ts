import type { EngineOptions } from './engine.ts';
import type { UpstreamAgents } from './upstream-agents.ts';

/** What a `NodeExchange` shares with all others. */
export interface NodeContext extends EngineOptions {
  readonly agents: UpstreamAgents;
  /** Nothing is sent a second time any more. */
  closed: boolean;
}
