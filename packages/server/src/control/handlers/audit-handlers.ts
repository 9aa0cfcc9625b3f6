import type { HttpBindings } from '@hono/node-server';
import type { AuditFinding, AuditRecord, AuditSeal, Gate, ServerStore, SigningKey } from '@portcullis/gate';
import { auditProblemSaid } from '../../sentences/audit-problem-said.ts';
import { letInSaid } from '../../sentences/reason-said.ts';
import type { LetInBy } from '../../sentences/said.ts';
import type { auditRoutes } from '../api/audit-routes.ts';
import type { Handlers } from '../api/handlers.ts';
import { auditKinds } from '../audit/audit-kinds.ts';
import { verifyStoredAudit } from '../audit/audit-operations.ts';
import { exportAudit, searchAudit } from '../audit/search-audit.ts';
import { createSharedVerification } from '../audit/shared-verification.ts';
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
  const verification = createSharedVerification({
    monotonicMs: () => performance.now(),
    async verify(running) {
      await gate.audit.flush();
      await gate.audit.seal();
      return verifyStoredAudit({ store: store.audit, site: gate.site, hostSeals, keys, ...running });
    },
  });

  return {
    async list(context) {
      const { before, limit = 50, ...filter } = context.req.valid('query');
      if (before === undefined) await gate.audit.flush();
      const page = await searchAudit(store.audit, gate.site, { filter, before, limit });
      return context.json({ ...page, records: page.records.map(shownRecord), kinds: [...auditKinds] }, 200);
    },
    async verify(context) {
      const { findings, ...counts } = await verification.join(leavingOf(context.env));
      return context.json({ ...counts, findings: findings.map(shownFinding) }, 200);
    },
    verification: (context) => context.json({ running: verification.progress() }, 200),
    async export(context) {
      const { format, ...filter } = context.req.valid('query');
      await gate.audit.flush();
      const lines = exportAudit(store.audit, gate.site, { filter, format });
      return context.body(streamText(lines), 200, fileHeaders(`audit-${gate.site}`, format));
    },
  };
}

function shownRecord(record: AuditRecord) {
  return { ...record, bySaid: record.kind === 'bypass.used' ? bySaidIn(record.data) : null };
}

/** Null where it cannot be read: records are looked at although nobody verified them. */
function bySaidIn(data: string): LetInBy | null {
  try {
    const { by } = JSON.parse(data) as { readonly by?: unknown };
    return typeof by === 'string' ? letInSaid(by) : null;
  } catch {
    return null;
  }
}

function shownFinding({ what, ...finding }: AuditFinding) {
  return { ...finding, problemSaid: auditProblemSaid(what) };
}

/** Whoever closes the connection before the answer was given does not want it any more. */
function leavingOf({ outgoing }: HttpBindings): AbortSignal {
  const left = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) left.abort();
  });
  return left.signal;
}
