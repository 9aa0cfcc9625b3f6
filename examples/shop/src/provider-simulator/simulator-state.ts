import type { ProviderName } from '../domain/webhook-events.ts';
import { type Delivery, type Endpoint, freshEndpoint } from './delivery.ts';
import type { Payment } from './make-delivery.ts';
import { providerNames } from './provider-rules.ts';
import { openJournal, type SimulatorRecord } from './simulator-journal.ts';

/** All that the providers know, in memory and in their journal. */
export interface SimulatorState {
  /** Oldest first. */
  deliveries(): readonly Delivery[];
  delivery(id: string): Delivery | null;
  endpoint(provider: ProviderName): Endpoint;
  payment(key: string): Payment | null;
  hasMessage(key: string): boolean;
  /** How many that had arrived are listed no more. */
  forgotten(provider: ProviderName): number;
  /** Changes are kept before this returns; all of them, or a last line that nobody reads. */
  keep(...records: readonly SimulatorRecord[]): void;
}

/** Of those that have arrived; all others are kept for ever. */
const mostDelivered = 1_000;

export function openSimulatorState(file: string): SimulatorState {
  const { journal, records } = openJournal(file);
  const deliveries = new Map<string, Delivery>();
  const endpoints = new Map<ProviderName, Endpoint>();
  const payments = new Map<string, Payment>();
  const messages = new Set<string>();
  const forgotten = new Map<ProviderName, number>();

  const apply = (record: SimulatorRecord): void => {
    switch (record.kind) {
      case 'delivery':
        deliveries.set(record.delivery.id, record.delivery);
        return;
      case 'endpoint':
        endpoints.set(record.provider, record.endpoint);
        return;
      case 'payment':
        payments.set(record.key, record.payment);
        return;
      case 'message':
        messages.add(record.key);
        return;
      case 'forgotten':
        forgotten.set(record.provider, record.count);
        return;
    }
  };

  const forgetOldest = (): void => {
    const arrived = [...deliveries.values()].filter(({ state }) => state === 'delivered');
    for (const { id, provider } of arrived.slice(0, Math.max(0, arrived.length - mostDelivered))) {
      deliveries.delete(id);
      forgotten.set(provider, (forgotten.get(provider) ?? 0) + 1);
    }
  };

  for (const record of records) apply(record);
  forgetOldest();
  journal.replace([
    ...[...payments].map(([key, payment]) => ({ kind: 'payment', key, payment }) as const),
    ...[...messages].map((key) => ({ kind: 'message', key }) as const),
    ...[...deliveries.values()].map((delivery) => ({ kind: 'delivery', delivery }) as const),
    ...[...endpoints].map(([provider, endpoint]) => ({ kind: 'endpoint', provider, endpoint }) as const),
    ...[...forgotten].map(([provider, count]) => ({ kind: 'forgotten', provider, count }) as const),
  ]);

  return {
    deliveries: () => [...deliveries.values()],
    delivery: (id) => deliveries.get(id) ?? null,
    endpoint: (provider) => endpoints.get(provider) ?? freshEndpoint,
    payment: (key) => payments.get(key) ?? null,
    hasMessage: (key) => messages.has(key),
    forgotten: (provider) => forgotten.get(provider) ?? 0,
    keep(...changes) {
      journal.append(changes);
      for (const change of changes) apply(change);
    },
  };
}

export function isProviderName(text: unknown): text is ProviderName {
  return providerNames.some((name) => name === text);
}
