import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  createGate,
  exportDecisionKey,
  type Gate,
  type HostState,
  PortcullisError,
  type ServerStore,
} from '@portcullis/gate';
import { createGraphqlReader } from '@portcullis/gate/graphql';
import { dialects } from '@portcullis/gate/presets';
import { checkStateDirectory, createHostState, createInstanceMemory } from '@portcullis/store/host';
import { listenOrigin, publicOrigin } from './config/gate-origin.ts';
import type { Config } from './config/parse-config.ts';
import { readSecrets } from './config/read-secrets.ts';
import { controlSocketPath } from './control/entrance/control-socket-path.ts';
import { cannotListen as consoleCannotListen } from './control/entrance/listen-for-console.ts';
import { refuseSecond } from './control/entrance/listen-for-control.ts';
import { type FirstRunLink, startControl } from './control/start-control.ts';
import { createSwitchReader } from './control/switch-reader.ts';
import { createStore } from './create-store.ts';
import { createFront } from './front/front.ts';
import { createIdentitySources } from './front/identity-sources.ts';
import { createIncidentKeeper } from './incidents/keep-incidents.ts';
import { lostIncidentStore } from './incidents/lost-incident-store.ts';
import type { Logger } from './observe/logger.ts';
import { createMetrics } from './observe/metrics.ts';
import { createUpstreamReach, type UpstreamReach } from './observe/upstream-reach.ts';
import { createListener, type Listener } from './proxy/listen.ts';
import { createProxy } from './proxy/proxy.ts';
import { createSeal, deriveSealKeys } from './sealing/seal.ts';
import { conductSite } from './stillness/conduct-site.ts';
import { startExpiry } from './switching/expire.ts';
import { keepRemovingGone, seesProcessesOfHost } from './switching/remove-gone-instances.ts';
import { tellOtherSecrets } from './switching/tell-other-secrets.ts';
import { keepLedger } from './traffic/keep-ledger.ts';
import { observeTraffic, type Traffic } from './traffic/observe-traffic.ts';
import { version } from './version.ts';
import { keepWebhooks } from './webhooks/keep-webhooks.ts';
import { createSecretsOf } from './webhooks/secrets-of.ts';

export interface StartServerOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** `PORTCULLIS_MODE`. */
  readonly environmentMode?: string | null;
  /** `PORTCULLIS_SECRET`; @default the file in the state directory, made when there is none */
  readonly secret?: string | null;
  /** `PORTCULLIS_PROVIDER_SECRET`. */
  readonly providerSecret?: string | null;
  /** Start from the last state on disk, without a store. @default false */
  readonly fromDisk?: boolean;
  /** How often open WebSockets are judged again. @default 20000 */
  readonly tunnelRecheckMs?: number;
}

export interface RunningServer {
  readonly gate: Gate;
  /** What went through it lately. */
  readonly traffic: Traffic;
  /** Where visitors reach it. */
  readonly url: string;
  readonly port: number;
  /** Where operators open the console; null = there is none. */
  readonly consoleUrl: string | null;
  /** False: its pages are not there, as in sources that nobody has built. */
  readonly isConsoleBuilt: boolean;
  /** The port that was really taken. */
  readonly consolePort: number | null;
  /** What makes the first owner; null = there is somebody, or no console. */
  readonly firstRun: FirstRunLink | null;
  /** The key with which the application verifies the decision header; base64url. */
  readonly decisionKey: string;
  /** Whether the application takes connections. */
  readonly upstreamReach: UpstreamReach;
  /** Reads the TLS files again; throws and keeps the old pair when they do not fit. */
  reload(): void;
  /** Waits for running requests as configured, then closes everything. Idempotent. */
  close(): Promise<void>;
}

/**
 * The built console: beside the published program; from sources, where the workspace builds it. Looked for nowhere else: what
 * somebody else has under such a name must not be served.
 */
const consoleDirectories = (
  import.meta.url.endsWith('.ts') ? ['../../console/dist/', '../dist/console/'] : ['./console/']
).map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** The one composition root of the program. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { config, logger, environmentMode = null, fromDisk = false } = options;
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | null = null;
  const closeAll = (): Promise<void> => {
    closing ??= (async () => {
      for (const close of closers.reverse()) {
        await close().catch((error: unknown) => logger.error({ error }, 'closing failed'));
      }
    })();
    return closing;
  };

  try {
    await refuseSecond(controlSocketPath(config.stateDirectory, config.site));
    await takeForAMoment(config.listen, cannotListen);
    if (config.console !== null) await takeForAMoment(config.console.listen, consoleCannotListen);
    await checkStateDirectory(config.stateDirectory);
    const secrets = await readSecrets({
      stateDirectory: config.stateDirectory,
      secret: options.secret ?? null,
      create: true,
    });
    const host = createHostState({ directory: config.stateDirectory, secrets });
    const store = fromDisk
      ? null
      : await openStore(config, { host, logger, onOpen: (close) => closers.push(close) });
    const instance = {
      id: `${hostname().slice(0, 40)}-${process.pid}-${randomBytes(3).toString('hex')}`,
      version,
      host: hostname(),
      processId: process.pid,
      takesProcesses: config.stillness.workers.some(({ source }) => source.kind === 'processes'),
    };
    const identity = await createIdentitySources(config);
    const gate = await createGate({
      site: config.site,
      policy: config.policyInput,
      store,
      host,
      settings: store?.settings ?? null,
      held: store?.held ?? null,
      secrets,
      identity,
      readGraphql: createGraphqlReader(),
      dialects,
      instance,
      logger,
      environmentMode,
    });
    closers.push(() => gate.close());
    const ledger =
      store &&
      keepLedger({
        store: store.ledger,
        site: config.site,
        windowId: () => gate.view().snapshot.switch.windowId,
        logger,
      });
    if (ledger) closers.push(() => ledger.close());
    const traffic = observeTraffic({
      ledger,
      onFailure: (error) =>
        logger.error({ error }, 'a decision stands, but its request could not be looked at'),
    });

    const incidents = createIncidentKeeper({
      store: store?.incidents ?? lostIncidentStore(),
      site: config.site,
      keys: await deriveSealKeys(secrets, 'incident'),
      logger,
    });
    closers.push(() => incidents.close());

    const proxy = createProxy({
      upstream: config.upstream,
      connectTimeoutMs: config.timeouts.connectMs,
      headersTimeoutMs: config.timeouts.headersMs,
      maxSockets: config.maxUpstreamRequests,
    });
    closers.push(() => proxy.close());
    const seal = createSeal({ site: gate.site, keys: await deriveSealKeys(secrets, 'held-webhook') });
    const secretsOf = createSecretsOf(config.variable);
    const webhooks = store && keepWebhooks({ gate, store, seal, secretsOf, config, logger });
    if (webhooks) closers.push(() => webhooks.close());
    const metrics = createMetrics(gate, store);
    const { tunnelRecheckMs } = options;
    const front = createFront({
      gate,
      proxy,
      metrics,
      traffic,
      logger,
      report: incidents.keep,
      webhooks,
      slowClientGraceMs: config.timeouts.slowClientGraceMs,
      ...(tunnelRecheckMs !== undefined && { tunnelRecheckMs }),
    });
    const listener = createListener({
      onRequest: front.onRequest,
      onUpgrade: front.onUpgrade,
      onClientError: (error, status) =>
        logger.debug({ error, status }, 'a connection sent what is no request'),
      limits: {
        maxHeaderBytes: config.maxHeaderBytes,
        keepAliveTimeoutMs: config.timeouts.keepAliveMs,
      },
      ...(config.tls ? { tls: { cert: config.tls.certificateFile, key: config.tls.keyFile } } : {}),
    });
    closers.push(async () => {
      const { destroyed } = await listener.drain(config.timeouts.drainMs);
      if (destroyed > 0) logger.warn({ destroyed }, 'connections were cut: their time to finish was over');
    });
    closers.push(async () => front.close());

    const upstreamReach = createUpstreamReach(config.upstream);
    const readSwitch = store && createSwitchReader({ store, site: gate.site });
    let port = config.listen.port;
    const stillness =
      store &&
      readSwitch &&
      conductSite({
        gate,
        store,
        readSwitch,
        config: config.stillness,
        storeConfig: config.store,
        logger,
        upstream: config.upstream,
        publicOrigin: () => publicOrigin(config, port),
      });
    if (stillness) closers.push(() => stillness.close());
    const conductor = stillness?.conductor ?? null;
    const consoleDirectory = consoleDirectories.find((place) => existsSync(place)) ?? null;
    const control = await startControl({
      config,
      logger,
      providerSecret: options.providerSecret ?? null,
      consoleDirectory,
      gate,
      store,
      host,
      secrets,
      metrics,
      traffic,
      incidents,
      port: () => port,
      upstreamReach,
      stillness,
      webhooks: {
        seal,
        secretsOf,
        wake: () => webhooks?.wake(),
        refusalsOf: (webhook) => webhooks?.refusalsOf(webhook) ?? [],
      },
    });
    closers.push(() => control.close());
    // Now nobody else has this state directory: whoever answers on its socket refuses a second.
    if (store) {
      const stopRemoving = await keepRemovingGone({
        store,
        site: gate.site,
        own: instance,
        memory: createInstanceMemory({ directory: config.stateDirectory, site: gate.site }),
        seesProcesses: await seesProcessesOfHost(),
        logger,
      });
      closers.push(async () => stopRemoving());
      await tellOtherSecrets({ store, gate, logger });
    }
    if (store && readSwitch) {
      const expiry = startExpiry({
        gate,
        store,
        readSwitch,
        conductor,
        onError: (error) => logger.error({ error }, 'an expiry failed'),
      });
      closers.push(() => expiry.stop());
    }
    port = await listen(listener, config);
    logger.info(
      { url: listenOrigin(config, port), upstream: config.upstream.origin, instance: instance.id },
      'listening',
    );
    return {
      gate,
      traffic,
      url: listenOrigin(config, port),
      port,
      consoleUrl: control.consoleUrl,
      isConsoleBuilt: consoleDirectory !== null,
      consolePort: control.consolePort,
      firstRun: control.firstRun,
      decisionKey: await exportDecisionKey(secrets[0]),
      upstreamReach,
      reload: () => {
        if (config.tls) listener.reload();
        control.reload();
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openStore(
  config: Config,
  { host, logger, onOpen }: { host: HostState; logger: Logger; onOpen: (close: () => Promise<void>) => void },
): Promise<ServerStore | null> {
  try {
    const store = await createStore(config.store, { onWarning: (warning) => logger.warn({}, warning) });
    onOpen(() => store.close());
    return store;
  } catch (error) {
    // A damaged store must not keep a governed site from being guarded: the last state on disk holds.
    if ((await host.readLastKnown(config.site)) === null) throw error;
    logger.error(
      { error },
      'the store cannot be used; the last known state on disk holds, nothing can be changed',
    );
    return null;
  }
}

async function listen(listener: Listener, { listen: { host, port } }: Config): Promise<number> {
  try {
    const address = (await listener.listen({ host, port })) as AddressInfo;
    return address.port;
  } catch (cause) {
    throw cannotListen({ host, port }, cause);
  }
}

/** A taken address is found before anything is written: a second `up` leaves no instance and no chain behind. */
function takeForAMoment(
  { host, port }: Config['listen'],
  problem: (listen: Config['listen'], cause: unknown) => PortcullisError,
): Promise<void> {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause) => reject(problem({ host, port }, cause)));
    server.listen({ host, port }, () => server.close(() => resolve()));
  });
}

function cannotListen({ host, port }: Config['listen'], cause: unknown): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `Cannot listen on ${host}:${port} (${cause instanceof Error ? cause.message : String(cause)})${isTaken(cause) ? ': another program does, perhaps this gate already (portcullis status tells)' : ''}. Choose another address with --listen HOST:PORT.`,
    { cause },
  );
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}
