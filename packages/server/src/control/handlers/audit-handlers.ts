import type { AuditSeal, Gate, ServerStore, SigningKey } from '@portcullis/gate';
import type { auditRoutes } from '../api/audit-routes.ts';
import type { Handlers } from '../api/handlers.ts';
import { auditKinds } from '../audit/audit-kinds.ts';
import { verifyStoredAudit } from '../audit/audit-operations.ts';
import { exportAudit, searchAudit } from '../audit/search-audit.ts';
import { fileHeaders, streamText } from '../stream-lines.ts';

export interface AuditHandlersOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'audit'>;
  /** Seals that this host put down outside the store. */
  readonly hostSeals: () => Promise<readonly AuditSeal[]>;
  /** Two while secrets rotate. */
  readonly keys: readonly SigningKey[];
}

export function createAuditHandlers(options: AuditHandlersOptions): Handlers<typeof auditRoutes> {
  const { gate, store, hostSeals, keys } = options;
  let verifying: ReturnType<typeof verifyStoredAudit> | null = null;

  /** One at a time: whoever asks meanwhile gets the result of the one that runs. */
  async function verify(): ReturnType<typeof verifyStoredAudit> {
    await gate.audit.flush();
    await gate.audit.seal();
    return verifyStoredAudit({ store: store.audit, site: gate.site, hostSeals, keys });
  }

  return {
    async list(context) {
      const { before, limit = 50, ...filter } = context.req.valid('query');
      if (before === undefined) await gate.audit.flush();
      const page = await searchAudit(store.audit, gate.site, { filter, before, limit });
      return context.json({ ...page, kinds: [...auditKinds] }, 200);
    },
    async verify(context) {
      verifying ??= verify().finally(() => {
        verifying = null;
      });
      const { findings, ...counts } = await verifying;
      return context.json({ ...counts, findings: [...findings] }, 200);
    },
    async export(context) {
      const { format, ...filter } = context.req.valid('query');
      await gate.audit.flush();
      const lines = exportAudit(store.audit, gate.site, { filter, format });
      return context.body(streamText(lines), 200, fileHeaders(`audit-${gate.site}`, format));
    },
  };
}
