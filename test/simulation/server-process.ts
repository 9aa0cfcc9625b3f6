import {
  createGate,
  type Gate,
  type InstanceReport,
  type Logger,
  type PolicyInput,
  type ServerStore,
  silentLogger,
} from '@portcullis/gate';
import { defaultDeadlinesMs, defaultOnTimeout } from '@portcullis/quiesce/conductor';
import type { Worker } from '@portcullis/quiesce/workers';
import { createSwitchReader, type SwitchReader } from '../../packages/server/src/control/switch-reader.ts';
import { createFront, type Front } from '../../packages/server/src/front/front.ts';
import type { Logger as ServerLogger } from '../../packages/server/src/observe/logger.ts';
import type { Proxy as UpstreamProxy } from '../../packages/server/src/proxy/contract.ts';
import { createSeal, deriveSealKeys } from '../../packages/server/src/sealing/seal.ts';
import { type ConductedStillness, conductSite } from '../../packages/server/src/stillness/conduct-site.ts';
import { startExpiry } from '../../packages/server/src/switching/expire.ts';
import { removeGoneInstances } from '../../packages/server/src/switching/remove-gone-instances.ts';
import type { SwitchingOptions } from '../../packages/server/src/switching/switching-options.ts';
import { keepWebhooks } from '../../packages/server/src/webhooks/keep-webhooks.ts';
import type { DeliverySender } from '../../packages/server/src/webhooks/send-delivery.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { Machine } from './virtual-time.ts';

/** One `portcullis up`, with everything in it that decides, follows, stores, delivers and conducts. */
export interface ServerProcess {
  readonly gate: Gate;
  readonly front: Front;
  readonly store: ServerStore;
  readonly readSwitch: SwitchReader;
  readonly switching: SwitchingOptions;
  readonly conducted: ConductedStillness | null;
  /** SIGTERM. */
  close(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly machine: Machine;
  readonly id: string;
  readonly host: string;
  readonly disk: SimulatedDisk;
  readonly store: ServerStore;
  readonly policy: PolicyInput;
  readonly proxy: UpstreamProxy;
  readonly sender: DeliverySender;
  /** Null: nothing is declared that stops beside the switch. */
  readonly worker: Worker | null;
  /** Of the version before webhooks were held and secrets compared. */
  readonly isOld: boolean;
  readonly onError: (message: string, error: unknown) => void;
}

export const site = 'shop';
export const secret = new Uint8Array(32).fill(7);
export const leaseMs = 3_000;
const upstream = new URL('http://application.example');

/** What `startServer` puts together, without sockets and files. Runs within its machine. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { machine, id, host, disk, policy, proxy, sender, worker, isOld, onError } = options;
  const store = isOld ? asBefore(options.store) : options.store;
  const logger = loggerTo(onError);
  const instance = { id, version: isOld ? '0.1.0' : '0.2.0', host, processId: machine.processId };
  await removeGoneInstances({
    store,
    site,
    own: instance,
    memory: disk.instances,
    seesProcesses: true,
    logger,
  });
  const gate = await createGate({
    site,
    policy,
    store,
    host: disk,
    settings: store.settings,
    held: isOld ? null : store.held,
    secrets: [secret],
    instance,
    logger,
    leaseMs,
  });
  const webhooks = isOld
    ? null
    : keepWebhooks({
        gate,
        store,
        seal: createSeal({ site, keys: await deriveSealKeys([secret], 'held-webhook') }),
        secretsOf: () => [],
        config: {
          upstream,
          publicUrl: null,
          replay: { perSecond: 200, atOnce: 4, timeoutMs: 1_000, keepDays: 3 },
          timeouts: {
            connectMs: 500,
            headersMs: 5_000,
            keepAliveMs: 5_000,
            drainMs: 500,
            slowClientGraceMs: 2_000,
          },
        },
        logger,
        sender,
      });
  const front = createFront({
    gate,
    proxy,
    metrics: {
      count() {},
      countUpstreamError() {},
      countSocketRefusal() {},
      countWebhookRefusal() {},
      text: async () => '',
      contentType: '',
    },
    traffic: { observe() {}, takeBack() {} },
    logger,
    report: () => '',
    webhooks,
    slowClientGraceMs: 2_000,
  });
  const readSwitch = createSwitchReader({ store, site });
  const conducted =
    worker === null || isOld
      ? null
      : conductSite({
          gate,
          store,
          readSwitch,
          config: {
            databases: [],
            workers: [{ name: worker.name, areas: null, source: { kind: 'connect', connect: () => worker } }],
            deadlinesMs: { ...defaultDeadlinesMs, freeze: 3_000, workers: 5_000 },
            onTimeout: defaultOnTimeout,
            signIn: null,
          },
          storeConfig: { kind: 'sqlite', file: '/nowhere' },
          logger,
          upstream,
          publicOrigin: () => upstream.origin,
        });
  const conductor = conducted?.conductor ?? null;
  const expiry = startExpiry({
    gate,
    store,
    readSwitch,
    conductor,
    onError: (error) => onError('an expiry failed', error),
  });
  return {
    gate,
    front,
    store,
    readSwitch,
    conducted,
    switching: {
      gate,
      store,
      conductor,
      fetchUpstream: () => Promise.reject(new Error('nobody signs in here')),
      signInArrival: () => ({
        origin: upstream.origin,
        host: upstream.host,
        peer: '192.0.2.1',
        secure: false,
        headers: [],
        isFromThisMachine: false,
        isConfidential: false,
      }),
    },
    async close() {
      await expiry.stop();
      await conducted?.close();
      front.close();
      await webhooks?.close();
      await gate.close();
    },
  };
}

/** What an older version said of itself. */
function asBefore(store: ServerStore): ServerStore {
  return {
    ...store,
    instances: {
      ...store.instances,
      report: (name, { secretDigest: _digest, takesProcesses: _takes, ...report }: InstanceReport) =>
        store.instances.report(name, report),
    },
  };
}

function loggerTo(onError: ServerProcessOptions['onError']): ServerLogger {
  const logger: Logger = {
    ...silentLogger,
    error: (facts, message) => onError(message ?? '', Reflect.get(facts as object, 'error')),
  };
  return logger as ServerLogger;
}
