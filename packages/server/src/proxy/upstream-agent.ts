import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { EngineOptions } from './engine.ts';

/** Connections for `node:http`. How many there are is decided before (`Admission`), so the agent queues nothing. */
export function createUpstreamAgent(options: EngineOptions): Agent {
  const { upstream, servername, ca, maxSockets, keepAliveTimeoutMs } = options;
  const common = {
    keepAlive: true,
    maxFreeSockets: maxSockets,
    timeout: keepAliveTimeoutMs,
    scheduling: 'lifo',
  } as const;
  if (upstream.protocol !== 'https:') return new Agent(common);
  return new HttpsAgent({
    ...common,
    ALPNProtocols: ['http/1.1'],
    servername: isIP(servername) === 0 ? servername : '',
    ...(ca === undefined ? {} : { ca }),
  });
}
