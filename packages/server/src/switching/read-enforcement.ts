import type { Gate, Store, StoredInstance } from '@portcullis/gate';
import type { StoredSwitch, SwitchReader } from '../control/switch-reader.ts';
import { type Enforcement, judgeEnforcement } from './enforcement.ts';

export interface EnforcementRead {
  readonly state: StoredSwitch;
  readonly instances: readonly StoredInstance[];
  readonly enforcement: Enforcement;
}

export interface ReadEnforcementOptions {
  readonly gate: Gate;
  readonly store: Pick<Store, 'instances'>;
  readonly readSwitch: SwitchReader;
}

/**
 * The switch, and after it the instances: one that is not counted then comes back only with this switch, or a newer one, since it
 * looks once more after it has said that it is there. Read the other way round it may have come back with the switch before.
 */
export async function readEnforcement({
  gate,
  store,
  readSwitch,
}: ReadEnforcementOptions): Promise<EnforcementRead> {
  const state = await readSwitch();
  const instances = await store.instances.list(gate.site);
  return { state, instances, enforcement: judgeEnforcement(state.switch, instances, gate) };
}
