import type { AuditStore, InstanceStore, PassStore, SwitchStore } from './store.ts';

/**
 * What one gate asks of what is remembered: it follows the switch and changes nothing of it. Every `Store` is one; a store that
 * a server hands out to the gates of an application is no more than this.
 */
export interface GateStore {
  readonly switch: Pick<SwitchStore, 'read' | 'version' | 'subscribe'>;
  readonly instances: Pick<InstanceStore, 'report'> & {
    /** It leaves by itself; false when it is not on the list. */
    remove(site: string, id: string): Promise<boolean>;
  };
  readonly passes: Pick<PassStore, 'redeem' | 'claim'>;
  readonly audit: Pick<AuditStore, 'append' | 'head' | 'seal'> & {
    /** In order of their code points; those of other writers may be left out. */
    chains(site: string): Promise<readonly string[]>;
  };
  /**
   * What an instance is called here, and its audit chain, where that is not for itself to say: two applications may both have
   * a `web-1`. Pure. @default as it calls itself
   */
  nameOf?(id: string): string;
  /** Releases what this store opened itself. Idempotent. */
  close(): Promise<void>;
}
