import type { ServerStore } from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';

export interface RemoveGoneOptions {
  readonly store: Pick<ServerStore, 'instances' | 'deliveries'>;
  readonly site: string;
  /** This host's name: only its own processes can be looked up. */
  readonly host: string;
  readonly logger: Logger;
}

/**
 * Takes instances of this host off the list whose process is gone: they were killed and enforce nothing any
 * more. A process of another host, or one whose number was given again, stays until it returns or an operator
 * removes it.
 */
export async function removeGoneInstances({ store, site, host, logger }: RemoveGoneOptions): Promise<void> {
  try {
    for (const instance of await store.instances.list(site)) {
      if (instance.host !== host || isRunning(instance.processId)) continue;
      await store.instances.remove(site, instance.id);
      // What it was delivering goes out again at once, instead of when its lease ends.
      await store.deliveries.release(site, instance.id);
      logger.info({ gone: instance.id }, 'an instance of this host is gone and was taken off the list');
    }
  } catch (error) {
    logger.warn({ error }, 'the list of instances could not be looked through');
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
