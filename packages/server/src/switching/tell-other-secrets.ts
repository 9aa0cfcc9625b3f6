import type { Gate, Store } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';
import { judgeEnforcement } from './enforcement.ts';

export interface TellOtherSecretsOptions {
  readonly store: Pick<Store, 'switch' | 'instances'>;
  readonly gate: Gate;
  readonly logger: Logger;
}

/**
 * Says at the start which instances of the same store have another secret. It starts all the same, because a gate never takes its site
 * down; status goes on naming them.
 */
export async function tellOtherSecrets({ store, gate, logger }: TellOtherSecretsOptions): Promise<void> {
  try {
    const { switch: current } = await store.switch.read(gate.site);
    const { instances } = judgeEnforcement(current, await store.instances.list(gate.site), gate);
    for (const { instance, state, detail } of instances) {
      if (state === 'other-secret')
        logger.error({ other: instance.id, host: instance.host }, `${instance.id} ${detail}`);
    }
  } catch (error) {
    logger.warn({ error }, 'whether other instances have the same secret could not be looked up');
  }
}
