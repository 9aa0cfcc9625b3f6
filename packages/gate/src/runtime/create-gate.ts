import { isUngoverned } from '../decide/ungoverned.ts';
import { canonicalPolicy, parsePolicyWithWarnings } from '../model/parse-policy.ts';
import { isStricterSomewhere } from '../model/switch.ts';
import { webhookName } from '../model/webhook.ts';
import { compilePolicy } from '../reading/compile-policy.ts';
import { createAnswerer } from './answer-judgement.ts';
import { type AuditLog, createAuditLog } from './audit/audit-log.ts';
import { unwrittenAudit } from './audit/unwritten-audit.ts';
import { callHook, unfailingLogger } from './call-hook.ts';
import { checkGateOptions } from './check-gate-options.ts';
import { checkGraphqlReader } from './check-graphql-reader.ts';
import { checkIdentitySources } from './check-identity-sources.ts';
import { createConfirmations } from './confirm-write.ts';
import { dialectOf } from './dialect-of.ts';
import { createEndings } from './endings.ts';
import { createFollower } from './following/follower.ts';
import { cutPausedWrites } from './following/instance-report.ts';
import { parseEnvironmentMode } from './following/parse-environment-mode.ts';
import type { Gate, GateJudgeOptions } from './gate.ts';
import type { CreateGateOptions } from './gate-options.ts';
import { createInFlight } from './in-flight.ts';
import { createJudge } from './judge.ts';
import { createListeners } from './listeners.ts';
import { consoleLogger } from './logger.ts';
import { createRecorder } from './recorder.ts';
import { createReferences } from './references.ts';
import { createErrorReporter } from './report-error.ts';
import { createIdentityResolver } from './resolve-identity.ts';
import { leavesNothing } from './running-judgement.ts';
import { mayChangeSession } from './session-routes.ts';
import { createIssuer } from './signing/issuer.ts';
import { sha256Hex } from './signing/keyed-hash.ts';
import { deriveServerKeys, digestSecrets } from './signing/server-keys.ts';
import { steadyClock } from './steady-clock.ts';
import { systemClock } from './system-clock.ts';
import { isOtherwise } from './view-in-force.ts';

const noOptions: GateJudgeOptions = Object.freeze({});

/** Starts one gate: reads the state in force, follows it, and answers what to do with each request. */
export async function createGate(options: CreateGateOptions): Promise<Gate> {
  checkGateOptions(options);
  const {
    site = 'default',
    store,
    host = null,
    settings = null,
    held = null,
    identity = [],
    pollIntervalMs = 1_000,
    leaseMs = 5_000,
    breakGlassIntervalMs = 500,
    storeTimeoutMs = 2_000,
    flushIntervalMs = 1_000,
    sealIntervalMs = 10_000,
    bodyLimitBytes = 1_048_576,
    readGraphql = null,
    dialects = {},
    incidents = null,
  } = options;
  const logger = unfailingLogger(options.logger ?? consoleLogger, 'info', 'warn', 'error');
  const instance = { ...options.instance, id: store?.nameOf?.(options.instance.id) ?? options.instance.id };
  const environmentMode = parseEnvironmentMode(options.environmentMode ?? null);
  const { policy, warnings } = parsePolicyWithWarnings(options.policy);
  checkIdentitySources(policy, identity);
  checkGraphqlReader(policy, readGraphql);
  const dialect = dialectOf(policy, dialects);
  for (const warning of warnings) logger.warn({}, warning);
  const refused = held === null ? policy.webhooks.filter(({ during }) => during === 'hold') : [];
  if (refused.length > 0) {
    logger.warn(
      { webhooks: refused.map(webhookName) },
      'this gate holds no webhooks: during a window these are refused and told when to come back. `portcullis up` in front of the application holds them',
    );
  }
  const clock = steadyClock(options.clock ?? systemClock);
  const compiled = compilePolicy(policy);
  const policyDigest = await sha256Hex(canonicalPolicy(policy));
  const keys = await deriveServerKeys(options.secrets);
  const secretDigests = await digestSecrets(options.secrets);
  const endings = createEndings(clock);
  const inFlight = createInFlight(clock);
  const listeners = createListeners(logger);
  const references = createReferences();
  const errors = createErrorReporter({ incidents, clock, logger });
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

  const identities = createIdentityResolver({
    sources: identity,
    passKeys: keys.pass,
    workerKeys: keys.worker,
  });
  const recorder = createRecorder({
    instance,
    policyDigest,
    audit,
    logger,
    flushIntervalMs,
    sealIntervalMs,
    stopTimeoutMs: 4 * storeTimeoutMs,
  });
  let passesBefore: ReadonlySet<string> = new Set();
  const follower = await createFollower({
    site,
    compiled,
    policyDigest,
    secretDigest: secretDigests[0],
    store,
    host,
    settings,
    held,
    clock,
    endings,
    logger,
    instance,
    inFlight,
    environmentMode,
    pollIntervalMs,
    leaseMs,
    breakGlassIntervalMs,
    storeTimeoutMs,
    onChange(change) {
      recorder.changed(change);
      // After this turn: the new view is in force by then.
      const { previous, view } = change;
      if (previous !== null && isStricterSomewhere(view.snapshot, previous)) identities.forgetAll();
      const hasEnded = [...passesBefore].some((id) => !view.passes.has(id));
      passesBefore = new Set(view.passes.keys());
      if (previous !== null && (hasEnded || isOtherwise(previous, view.snapshot))) {
        queueMicrotask(listeners.call);
      }
    },
  });
  const confirmations = createConfirmations({ site, keys: keys.confirmation, store, audit, clock, endings });
  const { judge } = createJudge({
    identities,
    clock,
    readGraphql,
    confirm: confirmations.confirm,
    bodyLimitBytes,
    holds: held !== null,
    onFailure: (error) => logger.error({ error }, 'deciding failed; the request is refused'),
  });
  const issuer = createIssuer({ site, keys, clock, view: follower.view });
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
    dialect,
    references,
    view: follower.view,
    refresh: follower.refresh,
  });

  recorder.started(follower.view());

  async function stop(): Promise<void> {
    audit.enqueue({ kind: 'instance.stopped', actor: instance.id, data: {} });
    await follower.close();
    await recorder.stopped();
    for (const source of identity) callHook(() => source.close?.());
  }

  let closing: Promise<void> | null = null;
  return {
    site,
    instance,
    policyDigest,
    secretDigests,
    audit,
    view: follower.view,
    ungoverned(raw) {
      const view = follower.view();
      return isUngoverned(view.snapshot, raw, clock.monotonicMs) ? view : null;
    },
    judge(raw, options = noOptions) {
      const { view, known, body } = options;
      if (view !== undefined) return judge(raw, view, options);
      const result = judge(raw, follower.view(), known === undefined ? options : { body });
      return result instanceof Promise ? result.then(recorder.judged) : recorder.judged(result);
    },
    answer: answerer.answer,
    begin: inFlight.begin,
    running: inFlight.all,
    cutWrites: () => cutPausedWrites(inFlight, follower.view().snapshot, clock.monotonicMs()),
    recount(running, judgement) {
      running.approved = leavesNothing(judgement);
    },
    abandon: (running) => inFlight.abandon(running) ?? running,
    end(running) {
      inFlight.end(running);
      // Whoever just signed in or out is somebody else now. Without a window nobody is known: one that opens later asks anew.
      if (!follower.view().snapshot.governing || !mayChangeSession(running.request)) return;
      identities.forget(running.request.raw);
    },
    webhookRefused: (judgement) => recorder.refusedWithin(judgement, 'webhook'),
    messageRefused: (judgement) => recorder.refusedWithin(judgement, 'socket-message'),
    decisionHeader: issuer.decisionHeader,
    findReference: references.find,
    recentRefusals: references.recent,
    reportError: errors.reportError,
    findIncident: errors.findIncident,
    sealPass: issuer.sealPass,
    sealWorker: issuer.sealWorker,
    deliveryProof: issuer.deliveryProof,
    subscribe: listeners.add,
    refresh: follower.refresh,
    isOnDisk: follower.isOnDisk,
    close() {
      closing ??= stop();
      return closing;
    },
  };
}
