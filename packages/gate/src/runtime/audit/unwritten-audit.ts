import { PortcullisError } from '../../model/error.ts';
import type { Logger } from '../logger.ts';
import type { AuditEntry } from './audit-chain.ts';
import type { AuditLog } from './audit-log.ts';
import type { Tally } from './tally.ts';

/**
 * The audit log of a gate without a store (`up --from-disk`): nothing can be changed, and what happens on the
 * request path goes to the log so that it is not lost altogether.
 */
export function unwrittenAudit(logger: Logger): AuditLog {
  const refuse = async (): Promise<never> => {
    throw new PortcullisError(
      'PORTCULLIS_AUDIT_UNWRITABLE',
      'This gate runs from the last state on disk, without a store: nothing can be changed through it. Start it with its store, or use `portcullis break-glass`.',
    );
  };
  const tallies: Tally[] = [];
  const enqueue = (entry: AuditEntry): void => logger.warn({ entry }, 'audit entry without a store');
  async function flush(): Promise<void> {
    for (const tally of tallies) {
      const entry = tally.take();
      if (entry !== null) enqueue(entry);
    }
  }
  return {
    write: refuse,
    writeWith: refuse,
    enqueue,
    include: (tally) => void tallies.push(tally),
    flush,
    flushDue: flush,
    seal: async () => undefined,
  };
}
