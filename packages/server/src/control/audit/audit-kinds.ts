import type { AuditKind } from '@portcullis/gate';

/** The compiler sees to it that none is missing. */
const kinds: Readonly<Record<AuditKind, true>> = {
  'switch.changed': true,
  'switch.expired': true,
  'switch.drained': true,
  'pass.created': true,
  'pass.redeemed': true,
  'pass.refused': true,
  'pass.revoked': true,
  'pass.used': true,
  'bypass.used': true,
  'write.confirmed': true,
  'requests.refused': true,
  'override.applied': true,
  'override.ended': true,
  'break-glass.used': true,
  'instance.started': true,
  'instance.stopped': true,
  'instance.removed': true,
  'lock-out.forced': true,
  'settings.changed': true,
  'production.changed': true,
  'transition.decided': true,
  'transition.phase': true,
  'transition.part': true,
  'jobs.stopped': true,
  'process.forgotten': true,
  'database.written': true,
  'incident.read': true,
  'webhooks.decided': true,
  'webhook.read': true,
  'webhook.failed': true,
  'operator.created': true,
  'operator.changed': true,
  'operator.removed': true,
  'operator.signed-in': true,
  'operator.signed-out': true,
  'operator.sign-in-refused': true,
  'operator.confirmed': true,
  'key.created': true,
  'key.revoked': true,
  'chain.continued': true,
  'entries.dropped': true,
};

/** What may be on record. */
export const auditKinds: readonly AuditKind[] = Object.keys(kinds).filter(isAuditKind).sort();

export function isAuditKind(kind: string): kind is AuditKind {
  return Object.hasOwn(kinds, kind);
}
