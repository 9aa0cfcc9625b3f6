/** What is on record. */
export type AuditKind =
  | 'switch.changed'
  | 'switch.expired'
  /** The jobs that had begun before a window have ended, or are waited for no more: their calls are refused from now on. */
  | 'switch.drained'
  | 'pass.created'
  | 'pass.redeemed'
  | 'pass.refused'
  | 'pass.revoked'
  | 'pass.used'
  | 'bypass.used'
  | 'write.confirmed'
  | 'requests.refused'
  | 'override.applied'
  | 'override.ended'
  | 'break-glass.used'
  | 'instance.started'
  | 'instance.stopped'
  | 'instance.removed'
  | 'lock-out.forced'
  | 'settings.changed'
  | 'production.changed'
  /** Somebody decided how a phase that waits goes on. */
  | 'transition.decided'
  /** Turning on or off has come to another phase. */
  | 'transition.phase'
  /** A worker was paused or resumed, a database closed or opened. */
  | 'transition.part'
  /** What came while a worker was paused: held jobs run now, skipped ones never. */
  | 'jobs.stopped'
  /** Somebody knows of a process of a worker, which says nothing any more, that it has ended. */
  | 'process.forgotten'
  /** Somebody wrote to a database that is closed, past its guard. */
  | 'database.written'
  /** Somebody looked at the original of a technical error. */
  | 'incident.read'
  /** Somebody decided about webhooks that are held: tried now, skipped, dropped, paused, gone on with. */
  | 'webhooks.decided'
  /** Somebody looked at the original of a webhook that is held. */
  | 'webhook.read'
  /** A held webhook could not be delivered; somebody must decide. */
  | 'webhook.failed'
  | 'operator.created'
  | 'operator.changed'
  | 'operator.removed'
  | 'operator.signed-in'
  | 'operator.signed-out'
  | 'operator.sign-in-refused'
  /** Somebody who is signed in proved once more who it is. */
  | 'operator.confirmed'
  | 'key.created'
  | 'key.revoked'
  /** The first record of a chain whose predecessor lost its end, with a store that was put back; which, and where. */
  | 'chain.continued'
  /** More entries came than could be kept while the store was away; how many. */
  | 'entries.dropped';

/** One link of one instance's hash chain. */
export interface AuditRecord {
  /** The chain: the instance that wrote it, with `.2`, `.3` … when it had to begin anew. */
  readonly chain: string;
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970 on the clock of the instance. */
  readonly at: number;
  readonly kind: AuditKind;
  readonly actor: string;
  /** JSON text, canonical: keys sorted. */
  readonly data: string;
  /** `hash` of the record before, or 64 zeros for the first. */
  readonly previousHash: string;
  /** HMAC-SHA256 with the audit key over all of the above, lower-case hex. */
  readonly hash: string;
}

/** A chain's head, put down in several places so that a cut shows. */
export interface AuditSeal {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  readonly at: number;
  /** HMAC over the seal itself, so that a forged seal shows too. */
  readonly signature: string;
}
