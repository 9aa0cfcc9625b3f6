import { deriveKey, type Gate, type HostState, type ServerStore } from '@portcullis/gate';
import type { Config } from '../config/parse-config.ts';
import type { IncidentKeeper } from '../incidents/keep-incidents.ts';
import type { Logger } from '../observe/logger.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { UpstreamReach } from '../observe/upstream-reach.ts';
import { createOperatorsRoom, type OperatorsRoom } from '../operators/operators-room.ts';
import type { ConductedStillness } from '../stillness/conduct-site.ts';
import { fetchFromUpstream } from '../switching/fetch-upstream.ts';
import type { Traffic } from '../traffic/observe-traffic.ts';
import { type ControlAppOptions, createControlApp } from './control-app.ts';
import type { ControlHandlers } from './control-handlers.ts';
import { createControlWithoutStore } from './control-without-store.ts';
import { createEndingKeys } from './ending-keys.ts';
import { createConsoleDoorkeeper } from './entrance/console-doorkeeper.ts';
import { createConsoleFiles } from './entrance/console-files.ts';
import { controlSocketPath } from './entrance/control-socket-path.ts';
import { createGatePace, type GatePace } from './entrance/gate-pace.ts';
import { type ConsoleListener, listenForConsole, pathBelow } from './entrance/listen-for-console.ts';
import { listenForControl } from './entrance/listen-for-control.ts';
import { shellDoorkeeper } from './entrance/shell-doorkeeper.ts';
import { createStillAllowed } from './entrance/still-allowed.ts';
import { createEventHub, type EventHub } from './events/events.ts';
import { createGateNews, type GateNews } from './events/gate-news.ts';
import { createAuditHandlers } from './handlers/audit-handlers.ts';
import { createCheckHandlers } from './handlers/check-handlers.ts';
import { createDecisionHandlers } from './handlers/decision-handlers.ts';
import { createEventHandlers } from './handlers/event-handlers.ts';
import { createGateHandlers } from './handlers/gate-handlers.ts';
import { createInsiderHandlers } from './handlers/insider-handlers.ts';
import { createKeyHandlers } from './handlers/key-handlers.ts';
import { createOperatorHandlers } from './handlers/operator-handlers.ts';
import { createPassHandlers } from './handlers/pass-handlers.ts';
import { createPassReadingHandlers } from './handlers/pass-reading-handlers.ts';
import { createPolicyHandlers } from './handlers/policy-handlers.ts';
import { createPreviewHandlers } from './handlers/preview-handlers.ts';
import { createProductionHandlers } from './handlers/production-handlers.ts';
import { createServerHandlers } from './handlers/server-handlers.ts';
import { createSettingsHandlers } from './handlers/settings-handlers.ts';
import { createSignInHandlers } from './handlers/sign-in-handlers.ts';
import { createStatusHandlers } from './handlers/status-handlers.ts';
import { createSwitchHandlers } from './handlers/switch-handlers.ts';
import { createTrafficHandlers } from './handlers/traffic-handlers.ts';
import { createWebhookHandlers, type WebhookHandlersOptions } from './handlers/webhook-handlers.ts';
import { createWorkerHandlers } from './handlers/worker-handlers.ts';
import { createHeldWebhooks } from './held-webhooks.ts';
import { type SiteStatus, siteStatus } from './site-status.ts';
import { createStoreTrust, type StoreTrust, whileTrusted } from './store-trust.ts';
import { createStuckWebhooks, type StuckWebhooksOptions } from './stuck-webhooks.ts';
import { createSwitchReader } from './switch-reader.ts';

export interface StartControlOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly gate: Gate;
  /** Null: the gate runs from the last state on disk, and nothing can be changed. */
  readonly store: ServerStore | null;
  readonly host: HostState;
  /** The active one first. */
  readonly secrets: readonly Uint8Array[];
  /** The provider's client secret from the environment. */
  readonly providerSecret: string | null;
  readonly metrics: Metrics;
  readonly traffic: Traffic;
  readonly incidents: IncidentKeeper;
  /** What was built of the console; null = nothing. */
  readonly consoleDirectory: string | null;
  /** The gate's port that was really taken. */
  readonly port: () => number;
  readonly upstreamReach: UpstreamReach;
  /** Null = nothing but the switch stops. */
  readonly stillness: ConductedStillness | null;
  readonly webhooks: Omit<WebhookHandlersOptions, 'gate' | 'store'> &
    Pick<StuckWebhooksOptions, 'refusalsOf'>;
}

export interface RunningControl {
  /** Where operators open the console; null = there is none. */
  readonly consoleUrl: string | null;
  /** The port that was really taken. */
  readonly consolePort: number | null;
  /** What makes the first owner; null = there is somebody, or no console. */
  readonly firstRun: FirstRunLink | null;
  /** Reads the TLS files again; throws and keeps the old pair when they do not fit. */
  reload(): void;
  close(): Promise<void>;
}

export interface FirstRunLink {
  readonly code: string;
  readonly link: string;
  readonly expiresAt: number;
}

/** The control API on its Unix socket, and with the console on TCP. */
export async function startControl(options: StartControlOptions): Promise<RunningControl> {
  const { config, logger, gate, store, secrets, providerSecret, port, upstreamReach } = options;
  const socketPath = controlSocketPath(config.stateDirectory, config.site);
  if (store === null) {
    const app = createControlWithoutStore({ gate, config, logger, port });
    const { close } = await listenForControl({ app, socketPath });
    if (config.console !== null) logger.warn({}, 'without the store nobody can sign in: there is no console');
    return { ...noConsole, close };
  }
  let consoleUrl: string | null = null;
  const room = await createOperatorsRoom({
    site: gate.site,
    store,
    audit: gate.audit,
    logger,
    now: Date.now,
    secrets,
    provider: config.console?.provider ?? null,
    providerSecret,
    redirectUri: () => `${consoleUrl ?? ''}v1/sites/${gate.site}/sign-in/provider/callback`,
  });
  const enrolmentLink = (code: string): string | null =>
    consoleUrl === null ? null : `${consoleUrl}enrol#code=${code}`;
  const readSwitch = createSwitchReader({ store, site: gate.site });
  const heldWebhooks = createHeldWebhooks({ store, site: gate.site });
  const looks = [
    createEndingKeys({ store, site: gate.site }),
    createStuckWebhooks({ gate, store, heldWebhooks, ...options.webhooks }),
  ];
  const status = () =>
    siteStatus({
      gate,
      store,
      readSwitch,
      config,
      port: port(),
      upstreamReach,
      traffic: options.traffic,
      conducted: options.stillness,
      looks,
      heldWebhooks,
    });
  const hub = createEventHub({ gate, traffic: options.traffic, status, logger });
  const gateNews = createGateNews({ site: gate.site, store, logger });
  const gatePace = createGatePace({ now: () => performance.now() });
  const trust = createStoreTrust({ gate, store, logger });
  const handlers = await handlersFor({
    ...options,
    store,
    trust,
    status,
    hub,
    gateNews,
    gatePace,
    room,
    enrolmentLink,
    consoleUrl: () => consoleUrl ?? '/',
  });
  const app = (doors: Pick<ControlAppOptions, 'doorkeeper' | 'pathOf'>) =>
    createControlApp({ site: gate.site, handlers, logger, now: Date.now, gatePace, ...doors });
  const control = await listenForControl({ app: app({ doorkeeper: shellDoorkeeper }), socketPath });
  const close = async (): Promise<void> => {
    trust.close();
    hub.close();
    gateNews.close();
    room.close();
    await control.close();
  };
  if (config.console === null) return { ...noConsole, close };

  let listener: ConsoleListener;
  try {
    const { basePath, visibleBase } = config.console;
    const doorkeeper = whileTrusted(
      trust,
      createConsoleDoorkeeper({ gate, sessions: room.sessions, keys: room.keys }),
    );
    listener = await listenForConsole({
      config: config.console,
      api: app({ doorkeeper, pathOf: pathBelow(basePath) }),
      files: createConsoleFiles({ directory: options.consoleDirectory, site: gate.site, base: visibleBase }),
      logger,
    });
  } catch (error) {
    await close();
    throw error;
  }
  consoleUrl = listener.url;
  return {
    consoleUrl,
    consolePort: listener.port,
    firstRun: await firstRunOf(room, enrolmentLink).catch((error: unknown) => {
      // A store that cannot be read must not keep a site from being guarded.
      logger.error(
        { error },
        'whether anybody is an operator could not be read; see portcullis operator enrol',
      );
      return null;
    }),
    reload: () => listener.reload(),
    async close() {
      // Streams of events would keep their connections for as long as they may.
      hub.close();
      gateNews.close();
      await listener.close();
      await close();
    },
  };
}

const noConsole = {
  consoleUrl: null,
  consolePort: null,
  firstRun: null,
  reload: () => undefined,
};

interface HandlerParts extends StartControlOptions {
  readonly store: ServerStore;
  readonly trust: StoreTrust;
  readonly hub: EventHub;
  readonly gateNews: GateNews;
  readonly gatePace: GatePace;
  readonly room: OperatorsRoom;
  readonly enrolmentLink: (code: string) => string | null;
  readonly status: () => Promise<SiteStatus>;
  readonly consoleUrl: () => string;
}

async function handlersFor(parts: HandlerParts): Promise<ControlHandlers> {
  const { config, logger, gate, store, trust, host, secrets, metrics, port, room, traffic } = parts;
  const { stillness, status } = parts;
  const conductor = stillness?.conductor ?? null;
  const isStillAllowed = createStillAllowed(room);
  const auditKeys = await Promise.all(secrets.map((secret) => deriveKey(secret, 'audit')));
  const reach = () => ({ config, port: port() });
  const fetchUpstream = (target: string) => fetchFromUpstream(config.upstream, target);
  return {
    server: createServerHandlers({ gate, metrics }),
    status: {
      ...createStatusHandlers({ gate, store, config, port, status }),
      ...createEventHandlers({
        hub: parts.hub,
        isStillAllowed: (caller) => trust.isGiven() && isStillAllowed(caller),
      }),
    },
    switch: {
      ...createSwitchHandlers({ gate, store, logger, fetchUpstream, conductor, reach, now: Date.now }),
      ...createDecisionHandlers({ gate, store, conductor }),
      ...createCheckHandlers({ gate, store, traffic, fetchUpstream, reach }),
      ...createPreviewHandlers({ gate }),
    },
    workers: createWorkerHandlers({
      gate,
      store,
      fleets: stillness?.fleets ?? new Map(),
      workers: config.stillness.workers.map(({ name }) => name),
    }),
    gates: createGateHandlers({
      gate,
      store,
      auditKeys,
      news: parts.gateNews,
      pace: parts.gatePace,
      now: Date.now,
      isStillAllowed: (caller) => trust.isGiven() && isStillAllowed(caller),
    }),
    webhooks: createWebhookHandlers({ gate, store, ...parts.webhooks }),
    passes: {
      ...createPassHandlers({ gate, store, reach }),
      ...createPassReadingHandlers({ gate, store }),
    },
    insiders: createInsiderHandlers({ gate, store, traffic }),
    traffic: createTrafficHandlers({ gate, store, traffic }),
    policy: createPolicyHandlers({ gate, config }),
    settings: createSettingsHandlers({ gate, store, config }),
    production: createProductionHandlers({
      gate,
      store,
      config,
      incidents: parts.incidents,
      traffic,
      fetchUpstream,
      reach,
    }),
    audit: createAuditHandlers({
      gate,
      store,
      hostSeals: () => host.seals(config.site),
      keys: auditKeys,
    }),
    signIn: createSignInHandlers({
      site: gate.site,
      brand: () => gate.view().presented.page.brand,
      room,
      consoleUrl: parts.consoleUrl,
    }),
    operators: createOperatorHandlers({ room, enrolmentLink: parts.enrolmentLink }),
    keys: createKeyHandlers({ keys: room.keys }),
  };
}

async function firstRunOf(
  room: OperatorsRoom,
  linkTo: (code: string) => string | null,
): Promise<FirstRunLink | null> {
  if (!(await room.firstRun.isOpen())) return null;
  const { code, expiresAt } = await room.newFirstRunCode();
  return { code, expiresAt, link: linkTo(code) ?? '' };
}
