import { type Gate, PortcullisError, type Store } from '@portcullis/gate';
import { changeSwitch } from './change-switch.ts';
import { openingRequest } from './opening-request.ts';

export interface ExpiryOptions {
  readonly gate: Gate;
  readonly store: Store;
  /** @default 1000 */
  readonly intervalMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Carries announced changes out, on the store's clock, once: whoever is faster wins the compare-and-set, the
 * others see that it is done. No instance opens by its own clock.
 */
export function startExpiry({ gate, store, intervalMs = 1_000, onError }: ExpiryOptions): {
  stop(): Promise<void>;
} {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(expireIfDue).catch(onError);
  }, intervalMs);
  timer.unref();

  async function expireIfDue(): Promise<void> {
    // Cheap first look at what this instance enforces; the store decides.
    if (gate.view().snapshot.switch.expires === null) return;
    const { now, switch: current } = await store.switch.read(gate.site);
    if (current.expires === null || now < current.expires.at) return;
    const request = openingRequest(current, {
      reason: `expired as announced by ${current.actor.name}`,
      actor: { kind: 'schedule', name: 'expiry' },
    });
    try {
      await changeSwitch({ gate, store, current, request, kind: 'switch.expired' });
    } catch (error) {
      if (error instanceof PortcullisError && error.code === 'PORTCULLIS_SWITCH_CONFLICT') return;
      throw error;
    }
  }

  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
