import { Agent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { bindsConnection, mayBeShared } from './bound-connections.ts';
import type { ForwardInstruction } from './contract.ts';
import type { EngineOptions } from './engine.ts';

/** Connections for `node:http`, and which of them a request may use. */
export interface UpstreamAgents {
  /** Whether no other client may come to the connection that this request uses, or uses one that is its client's own. */
  isBound(incoming: IncomingMessage): boolean;
  agentFor(incoming: IncomingMessage, instruction: Pick<ForwardInstruction, 'forwarding'>): Agent;
  /** Ends running exchanges too: their connections are the agents' until they are over. */
  destroy(): void;
}

/** The client's own connection to the upstream, kept on its connection to us. */
const OWN = Symbol('own upstream connection');

type ClientSocket = Socket & { [OWN]?: Agent };

/** How many connections there are is decided before (`Admission`), so the agents queue nothing. */
export function createUpstreamAgents(options: EngineOptions): UpstreamAgents {
  const shared = createAgent(options, { keepAlive: true });
  /** For one exchange each. */
  const single = createAgent(options, { keepAlive: false });
  const owned = new Set<Agent>();

  function bind(socket: ClientSocket): Agent {
    const agent = createAgent(options, { keepAlive: true });
    socket[OWN] = agent;
    owned.add(agent);
    socket.once('close', () => {
      owned.delete(agent);
      // What still runs may have to be waited for; then it ends.
      agent.maxFreeSockets = 0;
      for (const free of Object.values(agent.freeSockets)) for (const idle of free ?? []) idle.destroy();
    });
    return agent;
  }

  return {
    isBound(incoming) {
      const { socket }: { readonly socket: ClientSocket } = incoming;
      return socket[OWN] !== undefined || bindsConnection(incoming);
    },
    agentFor(incoming, { forwarding }) {
      const { socket }: { readonly socket: ClientSocket } = incoming;
      const own = socket[OWN];
      if (own === undefined && !bindsConnection(incoming)) return shared;
      if (forwarding.trusted || mayBeShared(incoming)) return single;
      if (own !== undefined) return own;
      return owned.size >= options.maxSockets || socket.destroyed ? single : bind(socket);
    },
    destroy() {
      for (const agent of [shared, single, ...owned]) agent.destroy();
    },
  };
}

function createAgent(
  { upstream, servername, ca, maxSockets, keepAliveTimeoutMs }: EngineOptions,
  { keepAlive }: { readonly keepAlive: boolean },
): Agent {
  const common = {
    keepAlive,
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
