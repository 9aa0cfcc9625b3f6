import { deriveKey, type KeyPurpose, sealPassCookie } from '../identity/index.ts';
import { PortcullisError } from '../model/error.ts';
import { isMode, type Mode } from '../model/mode.ts';
import { canonicalPolicy, parsePolicy } from '../model/parse-policy.ts';
import type { PolicyInput } from '../model/policy.ts';
import type { SigningKey } from '../model/signing-key.ts';
import type { Clock } from '../ports/clock.ts';
import type { HostState } from '../ports/host-state.ts';
import type { IdentitySource } from '../ports/identity-source.ts';
import type { Store } from '../ports/store.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { createAnswerer } from './answer-judgement.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { createConfirmations } from './confirm-write.ts';
import { createDecisionSigner } from './decision-header.ts';
import { createFollower, type InstanceInfo, type ViewChange } from './follower.ts';
import type { Gate } from './gate.ts';
import { createInFlight } from './in-flight.ts';
import { createJudge, type Judgement } from './judge.ts';
import { sha256Hex } from './keyed-hash.ts';
import { type Logger, silentLogger } from './logger.ts';
import { createReferences } from './references.ts';
import { createIdentityResolver } from './resolve-identity.ts';
import { createTally } from './tally.ts';
import { unwrittenAudit } from './unwritten-audit.ts';

export interface CreateGateOptions {
  /** @default "default" */
  readonly site?: string;
  /** As written; checked here. Throws PORTCULLIS_POLICY_INVALID with every problem found. */
  readonly policy: PolicyInput;
  /** Null: follow nothing but the last state on disk. */
  readonly store: Store | null;
  /** What this host remembers outside the store; null on runtimes without a disk. @default null */
  readonly host?: HostState | null;
  /** The 32-byte server secrets, the active one first; two while they rotate. */
  readonly secrets: readonly Uint8Array[];
  /** Identity sources in the order of the policy. */
  readonly identity?: readonly IdentitySource[];
  readonly instance: InstanceInfo;
  readonly clock: Clock;
  /** @default silent */
  readonly logger?: Logger;
  /** `PORTCULLIS_MODE`. @default null */
  readonly environmentMode?: string | null;
  /** How often the store's epoch is looked at. @default 1000 */
  readonly pollIntervalMs?: number;
  /** How long an instance may be silent and still count. @default 5000 */
  readonly leaseMs?: number;
  /** How often the break-glass file is looked at. @default 500 */
  readonly breakGlassIntervalMs?: number;
  /** @default 2000 */
  readonly storeTimeoutMs?: number;
  /** Audit entries of the request path are written this often. @default 1000 */
  readonly flushIntervalMs?: number;
  /** @default 10000 */
  readonly sealIntervalMs?: number;
  /** The largest body that can be confirmed. @default 1048576 */
  readonly confirmedBodyLimitBytes?: number;
}

/** Starts one gate: reads the state in force, follows it, and answers what to do with each request. */
export async function createGate(options: CreateGateOptions): Promise<Gate> {
  const {
    site = 'default',
    store,
    host = null,
    identity = [],
    instance,
    clock,
    logger = silentLogger,
    pollIntervalMs = 1_000,
    leaseMs = 5_000,
    breakGlassIntervalMs = 500,
    storeTimeoutMs = 2_000,
    flushIntervalMs = 1_000,
    sealIntervalMs = 10_000,
    confirmedBodyLimitBytes = 1_048_576,
  } = options;
  const environmentMode = parseEnvironmentMode(options.environmentMode ?? null);
  const policy = parsePolicy(options.policy);
  const compiled = compilePolicy(policy);
  const policyDigest = await sha256Hex(canonicalPolicy(policy));
  const keys = await deriveKeys(options.secrets);
  const inFlight = createInFlight();
  const listeners = new Set<() => void>();
  const references = createReferences();
  const refusals = createTally('requests.refused', instance.id);
  const bypassReads = createTally('bypass.used', instance.id);
  const audit: AuditLog =
    store === null
      ? unwrittenAudit(logger)
      : createAuditLog({
          site,
          chain: instance.id,
          store: store.audit,
          host,
          key: keys.audit,
          clock,
          logger,
        });

  const follower = await createFollower({
    site,
    compiled,
    policyDigest,
    store,
    host,
    clock,
    logger,
    instance,
    inFlight,
    environmentMode,
    pollIntervalMs,
    leaseMs,
    breakGlassIntervalMs,
    storeTimeoutMs,
    onChange: recordChange,
  });
  const identities = createIdentityResolver({ sources: identity, passKeys: keys.pass });
  const confirmations = createConfirmations({ site, keys: keys.confirmation, store, audit });
  const { judge } = createJudge({
    identities,
    confirm: confirmations.confirm,
    bodyLimitBytes: confirmedBodyLimitBytes,
    onFailure: (error) => logger.error({ error }, 'deciding failed; the request is refused'),
  });
  const signer = createDecisionSigner(keys.decision);
  const answerer = createAnswerer({
    site,
    instance,
    store,
    host,
    audit,
    clock,
    logger,
    passKeys: keys.pass,
    confirmations,
    references,
    refresh: follower.refresh,
  });

  const flushTimer = setInterval(() => void flush(), flushIntervalMs);
  const sealTimer = setInterval(() => void audit.seal().catch(warnSeal), sealIntervalMs);
  for (const timer of [flushTimer, sealTimer]) (timer as { unref?: () => void }).unref?.();
  audit.enqueue({
    kind: 'instance.started',
    actor: instance.id,
    data: {
      version: instance.version,
      host: instance.host,
      policyDigest,
      mode: follower.view().snapshot.mode,
    },
  });

  async function flush(): Promise<void> {
    for (const tally of [refusals, bypassReads]) {
      const entry = tally.take();
      if (entry) audit.enqueue(entry);
    }
    await audit
      .flush()
      .catch((error: unknown) => logger.error({ error }, 'the audit log could not be written'));
  }

  function warnSeal(error: unknown): void {
    logger.error({ error }, 'the audit log could not be sealed');
  }

  function recordChange({ view, previous, override }: ViewChange): void {
    if (override.ended) {
      audit.enqueue({ kind: 'override.ended', actor: instance.id, data: { mode: override.ended.mode } });
    }
    if (override.began) {
      const { mode, reason, actor, expiresAt } = override.began;
      audit.enqueue({ kind: 'override.applied', actor, data: { mode, reason, expiresAt } });
    }
    if (
      previous !== null &&
      (previous.mode !== view.snapshot.mode || previous.switch.epoch !== view.snapshot.switch.epoch)
    ) {
      // After this turn: the new view is in force by then.
      queueMicrotask(() => {
        for (const listener of listeners) listener();
      });
    }
    if (previous?.mode !== view.snapshot.mode) {
      const { mode, why, switch: current } = view.snapshot;
      logger.info({ mode, why, epoch: current.epoch }, 'enforcing');
    }
  }

  /** What was decided goes on record; nothing of it waits for the disk. */
  function record(judgement: Judgement): Judgement {
    const { decision, request } = judgement;
    if (decision.kind === 'refuse') refusals.count(decision.rule.id, request);
    else if (decision.kind === 'allow' && decision.rule.id === 'bypass') {
      const { subject } = decision.standing;
      if (!decision.approved) bypassReads.count(`${subject ?? ''} by ${decision.rule.detail}`, request);
      else {
        const { method } = request.raw;
        audit.enqueue({
          kind: 'bypass.used',
          actor: subject ?? '',
          data: { by: decision.rule.detail, method, path: request.target.path, epoch: decision.epoch },
        });
      }
    }
    return judgement;
  }

  /** A clock that jumps back revives nothing: what was seen as expired stays expired. */
  let latestMs = Number.NEGATIVE_INFINITY;
  function latestWallMs(): number {
    latestMs = Math.max(latestMs, clock.wallMs());
    return latestMs;
  }

  let closed = false;
  return {
    site,
    instance,
    policyDigest,
    audit,
    view: follower.view,
    judge(raw, { body, view } = {}) {
      const result = judge(raw, {
        body,
        view: view ?? follower.view(),
        nowMs: latestWallMs(),
        monotonicMs: clock.monotonicMs(),
      });
      if (view !== undefined) return result;
      return result instanceof Promise ? result.then(record) : record(result);
    },
    answer: answerer.answer,
    begin: ({ decision, request }) =>
      inFlight.begin({
        request,
        startedMs: clock.monotonicMs(),
        approved: decision.kind === 'allow' && decision.approved,
      }),
    end: (running) => inFlight.end(running),
    decisionHeader({ decision, view }) {
      if (decision.kind !== 'allow' || !decision.obligations.decisionHeader) return null;
      const { snapshot } = view;
      return signer.sign(decision, {
        site,
        siteMode: snapshot.mode,
        areas: snapshot.areas,
        until: snapshot.switch.expected?.latest ?? null,
        nowMs: clock.wallMs(),
      });
    },
    findReference: references.find,
    recentRefusals: references.recent,
    forgetIdentity: identities.forget,
    sealPass(pass) {
      const { windowId } = follower.view().snapshot.switch;
      const { id: passId, subject, scope, expiresAt } = pass;
      return sealPassCookie({
        key: keys.pass[0],
        grant: { passId, subject, scope, expiresAt, windowId, breakGlass: false },
      });
    },
    subscribe(onChange) {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    refresh: follower.refresh,
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(flushTimer);
      clearInterval(sealTimer);
      audit.enqueue({ kind: 'instance.stopped', actor: instance.id, data: {} });
      await follower.close();
      await flush();
      await audit.seal().catch(warnSeal);
      for (const source of identity) source.close?.();
    },
  };
}

function parseEnvironmentMode(value: string | null): Mode | null {
  if (value === null || value === '') return null;
  if (isMode(value)) return value;
  throw new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `PORTCULLIS_MODE must be open, read-only or closed, but it is ${JSON.stringify(value.slice(0, 40))}. Set one of the three or unset it.`,
  );
}

async function deriveKeys(secrets: readonly Uint8Array[]) {
  const [active, ...previous] = secrets;
  if (active === undefined || [active, ...previous].some((secret) => secret.length < 32)) {
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      'Expected a server secret of at least 32 random bytes. Create one with `portcullis init`, or set PORTCULLIS_SECRET.',
    );
  }
  return {
    audit: await deriveKey(active, 'audit'),
    decision: await deriveKey(active, 'decision'),
    pass: await keysFor(active, previous, 'pass-cookie'),
    confirmation: await keysFor(active, previous, 'confirmation'),
  };
}

/** The active key first: it signs; all of them verify. */
async function keysFor(
  active: Uint8Array,
  previous: readonly Uint8Array[],
  purpose: KeyPurpose,
): Promise<readonly [SigningKey, ...SigningKey[]]> {
  const older = await Promise.all(previous.map((secret) => deriveKey(secret, purpose)));
  return [await deriveKey(active, purpose), ...older];
}
