import type { ProviderName } from '../domain/webhook-events.ts';
import type { Delivery, Endpoint } from './delivery.ts';
import { type ProviderRules, providerNames, providerRules } from './provider-rules.ts';
import type { SimulatorState } from './simulator-state.ts';

export interface ShownProvider extends Pick<ProviderRules, 'title' | 'path' | 'inWords'> {
  readonly name: ProviderName;
  readonly endpoint: Endpoint;
  readonly waiting: number;
  readonly delivered: number;
  readonly givenUp: number;
}

/** What the simulator's page shows, and its JSON. */
export interface SimulatorOverview {
  readonly faster: number;
  readonly providers: readonly ShownProvider[];
  /** The newest first: all that have not arrived, and the latest that have. */
  readonly deliveries: readonly Delivery[];
}

const mostArrived = 200;

export function simulatorOverview(state: SimulatorState, faster: number): SimulatorOverview {
  const all = state.deliveries();
  const arrived = all.filter((delivery) => delivery.state === 'delivered');
  const shown = new Set(arrived.slice(-mostArrived));
  return {
    faster,
    providers: providerNames.map((name) => {
      const { title, path, inWords } = providerRules[name];
      const count = (wanted: Delivery['state']) =>
        all.filter((delivery) => delivery.provider === name && delivery.state === wanted).length;
      return {
        name,
        title,
        path,
        inWords,
        endpoint: state.endpoint(name),
        waiting: count('waiting'),
        delivered: count('delivered') + state.forgotten(name),
        givenUp: count('given-up'),
      };
    }),
    deliveries: all.filter((delivery) => delivery.state !== 'delivered' || shown.has(delivery)).toReversed(),
  };
}
