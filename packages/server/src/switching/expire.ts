import { type Gate, PortcullisError, type Store } from '@portcullis/gate';
import { ConductedElsewhere } from '@portcullis/quiesce/conductor';
import type { StoredSwitch, SwitchReader } from '../control/switch-reader.ts';
import { carryOutChange } from './carry-out-change.ts';
import { openingRequest } from './opening-request.ts';
import type { SwitchingOptions } from './switching-options.ts';

export interface ExpiryOptions {
  readonly gate: Gate;
  readonly store: Store;
  /** The switch without the passes that a state brings along. */
  readonly readSwitch: SwitchReader;
  readonly conductor: SwitchingOptions['conductor'];
  /** @default 1000 */
  readonly intervalMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Carries announced changes out, on the store's clock, once: whoever is faster wins the compare-and-set, the
 * others see that it is done. No instance opens by its own clock.
 */
export function startExpiry(options: ExpiryOptions): { stop(): Promise<void> } {
  const { gate, store, readSwitch, conductor, intervalMs = 1_000, onError } = options;
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(expireIfDue).catch(onError);
  }, intervalMs);
  timer.unref();

  async function expireIfDue(): Promise<void> {
    // Cheap looks first, at what this instance enforces and by a clock that may be behind; the store decides.
    if (gate.view().snapshot.switch.expires === null) return;
    if (!isDue(await readSwitch())) return;
    const state = await store.switch.read(gate.site);
    if (!isDue(state)) return;
    const { switch: current } = state;
    const request = openingRequest(current, {
      reason: `expired as announced by ${current.actor.name}`,
      actor: { kind: 'schedule', name: 'expiry' },
    });
    try {
      await carryOutChange(
        { gate, store, conductor },
        { current, request, kind: 'switch.expired', force: false },
      );
    } catch (error) {
      if (isDoneByAnother(error)) return;
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

/** Whoever switched, or conducts what stops and goes on, sees to it; and a second later it is looked at again. */
function isDoneByAnother(error: unknown): boolean {
  if (!(error instanceof PortcullisError)) return false;
  return error.code === 'PORTCULLIS_SWITCH_CONFLICT' || error.cause instanceof ConductedElsewhere;
}

function isDue({ now, switch: { expires } }: StoredSwitch): boolean {
  return expires !== null && now >= expires.at;
}
