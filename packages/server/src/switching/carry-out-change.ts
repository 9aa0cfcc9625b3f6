import { PortcullisError, type SiteState, type Switch, type SwitchRequest } from '@portcullis/gate';
import { changeSwitch, switchConflict } from './change-switch.ts';
import type { SwitchingOptions } from './switching-options.ts';

export interface CarryOutOptions {
  readonly current: Switch;
  readonly request: SwitchRequest;
  readonly kind: 'switch.changed' | 'switch.expired';
  /** Further facts for the record. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Go on although a database or a worker cannot be reached. */
  readonly force: boolean;
}

/**
 * Stores a change of the switch; where it lets something write again that is stopped, once databases are open. Rejects with
 * PORTCULLIS_NOT_OPENED when they cannot be: nothing is opened then.
 */
export async function carryOutChange(
  { gate, store, conductor }: Pick<SwitchingOptions, 'gate' | 'store' | 'conductor'>,
  { current, request: wanted, kind, facts = {}, force }: CarryOutOptions,
): Promise<SiteState> {
  const request = { ...wanted, draining: conductor?.drainingFor(wanted, current) ?? [] };
  if (conductor === null || !conductor.mustOpenFirst(request)) {
    const state = await changeSwitch({ gate, store, current, request, kind, facts });
    conductor?.wake();
    return state;
  }
  const result = await conductor
    .open({ request, expectedEpoch: current.epoch, kind, anyway: force, isRollBack: false })
    .catch((cause: unknown) => {
      throw notOpened([cause instanceof Error ? cause.message : String(cause)], cause);
    });
  const state = await store.switch.read(gate.site);
  if (result.kind === 'opened') return state;
  if (state.switch.epoch !== current.epoch) throw switchConflict(state.switch);
  throw notOpened(result.details, null);
}

function notOpened(details: readonly string[], cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_NOT_OPENED',
    `Nothing was opened, because not everything can be:\n${details.map((detail) => `  ${detail}`).join('\n')}\nMend it and try again; or go on without it, and it is started again as soon as it answers.`,
    { values: { details: details.join('; ') }, ...(cause === null ? {} : { cause }) },
  );
}
