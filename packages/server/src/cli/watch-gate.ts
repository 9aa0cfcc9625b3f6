import { PortcullisError } from '@portcullis/gate';
import { createControlClient } from '../control/control-client.ts';
import type { ModeInForce } from '../control/mode-in-force.ts';
import type { Place } from './context.ts';

/** What the gate of a state directory made of a change of its break-glass file. */
export type GateReading =
  /** It has read the change. */
  | { readonly kind: 'read'; readonly inForce: ModeInForce }
  /** It answers, and has not read it in time. */
  | { readonly kind: 'late'; readonly inForce: ModeInForce }
  /** Nobody answers here. */
  | { readonly kind: 'silent' };

export interface WatchGateOptions {
  readonly place: Place;
  readonly hasRead: (inForce: ModeInForce) => boolean;
  readonly nowMs: () => number;
}

/** Instances look twice a second; a busy host may take a little longer. */
const patienceMs = 2_000;

/** Asks the running gate until it has read a change of the break-glass file. */
export async function watchGate({ place, hasRead, nowMs }: WatchGateOptions): Promise<GateReading> {
  const until = nowMs() + patienceMs;
  for (;;) {
    const inForce = await modeOf(place);
    if (inForce === null) return { kind: 'silent' };
    if (hasRead(inForce)) return { kind: 'read', inForce };
    if (nowMs() >= until) return { kind: 'late', inForce };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the running gate enforces; null when none answers. Needs neither its store nor a configuration. */
export async function modeOf(place: Place): Promise<ModeInForce | null> {
  try {
    return await createControlClient({ ...place, timeoutMs: patienceMs }).get<ModeInForce>('/in-force');
  } catch (error) {
    // Another site's gate, or none: this one cannot be asked.
    if (error instanceof PortcullisError) return null;
    throw error;
  }
}
