import type { Agent } from 'node:http';
import type { EngineOptions } from './engine.ts';

/** What a `NodeExchange` shares with all others. */
export interface NodeContext extends EngineOptions {
  readonly agent: Agent;
  /** Nothing is sent a second time any more. */
  closed: boolean;
}
