import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Clock,
  createReference,
  type IncidentSink,
  type IncidentStore,
  keptText,
  normaliseReference,
  pathOnRecord,
  type RecentIncidentsQuery,
  systemClock,
  type TechnicalError,
} from '@portcullis/gate';
import type { Logger } from '../observe/logger.ts';
import { createSeal } from '../sealing/seal.ts';
import { errorLine } from './error-line.ts';
import { contentsOf, type IncidentContents, readContents, writeContents } from './incident-contents.ts';
import { type IncidentOnLog, logIncident, type SeenIncident } from './incident-log.ts';
import { createMinuteBudget } from './minute-budget.ts';

/** Gives technical errors an id and keeps what they said, encrypted, for those who may know. */
export interface IncidentKeeper extends IncidentSink {
  /** However the id was written down. Null when there is none, or it has expired. */
  find(id: string): Promise<FoundIncident | null>;
  /** Newest first. */
  recent(query: RecentIncidentsQuery): Promise<readonly SeenIncident[]>;
  /** Forgets what has expired, in steps; happens each hour by itself. */
  tidy(): Promise<void>;
  /** Everything kept until now is stored, and on the log, when it resolves. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface FoundIncident extends SeenIncident {
  /** Null = cannot be decrypted: its secret was rotated out, or the store was tampered with. */
  readonly contents: IncidentContents | null;
}

export interface IncidentKeeperOptions {
  readonly store: IncidentStore;
  readonly site: string;
  /** Of `deriveSealKeys`: the active one first, which encrypts; all of them decrypt. */
  readonly keys: readonly Uint8Array[];
  readonly logger: Pick<Logger, 'warn' | 'error' | 'info'>;
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Of the site, in the store; the oldest make room. @default 1000 */
  readonly most?: number;
  /** @default 14 days */
  readonly lifetimeMs?: number;
  /** @default 262144 */
  readonly longestOriginalBytes?: number;
  /** Originals that wait for the store at the same time. @default 100 */
  readonly mostWaiting?: number;
  /** A crawler that finds a broken page must fill neither disk nor log. @default 120 */
  readonly mostPerMinute?: number;
  /** Of the same error at the same path: one page that fails for all must not push out what others met. @default 20 */
  readonly mostOfKindPerMinute?: number;
}

interface Waiting extends IncidentOnLog {
  readonly contents: IncidentContents;
}

const minuteMs = 60 * 1_000;
/** Unless the options say otherwise. */
export const incidentLimits = { days: 14, most: 1_000 } as const;
const tidyIntervalMs = 60 * minuteMs;
/** Forgotten in one turn of the event loop; each may be hundreds of pages of the file. */
const forgottenAtOnce = 20;

export function createIncidentKeeper(options: IncidentKeeperOptions): IncidentKeeper {
  const { store, site, keys, logger, clock = systemClock } = options;
  const {
    most = incidentLimits.most,
    lifetimeMs = incidentLimits.days * 24 * 60 * minuteMs,
    longestOriginalBytes = 256 * 1024,
  } = options;
  const { mostWaiting = 100, mostPerMinute = 120, mostOfKindPerMinute = 20 } = options;
  const seal = createSeal({ site, keys });
  const budget = createMinuteBudget({
    most: mostPerMinute,
    mostOfKind: mostOfKindPerMinute,
    monotonicMs: clock.monotonicMs,
  });
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let tidying: Promise<void> | null = null;
  let tidyAtMs = clock.monotonicMs();
  let isStoreLost = false;
  let isClosing = false;

  function seenOf(found: TechnicalError): SeenIncident {
    const at = clock.wallMs();
    return {
      id: createReference(),
      at,
      expiresAt: at + lifetimeMs,
      method: keptText(found.method, 32),
      path: keptText(pathOnRecord(found.target), 256),
      status: found.status,
      channel: found.channel,
      name: found.name === null ? null : keptText(found.name, 256),
    };
  }

  async function write(one: Waiting): Promise<void> {
    // Each try may wait for the store for seconds: whoever stops the server does not wait for a hundred of them.
    if (isClosing && isStoreLost) return logIncident(logger, one, 'store-lost');
    try {
      const sealed = await seal.seal(one.seen.id, await writeContents(one.contents));
      const isStored = await store.add(site, { ...one.seen, sealed }, { most });
      if (isStoreLost) logger.info({}, 'originals of technical errors are stored again');
      isStoreLost = false;
      logIncident(logger, one, isStored ? 'kept' : 'id-taken');
    } catch (error) {
      if (!isStoreLost) logger.error({ error }, 'originals of technical errors cannot be stored');
      isStoreLost = true;
      logIncident(logger, one, 'store-lost');
    }
  }

  async function writeAll(): Promise<void> {
    try {
      while (waiting.length > 0) {
        // The response goes first.
        await nextTurn();
        const one = waiting.shift();
        if (one !== undefined) await write(one);
      }
    } finally {
      running = null;
    }
  }

  async function flush(): Promise<void> {
    while (running !== null) await running;
  }

  async function forget(): Promise<void> {
    do await nextTurn();
    while (!isClosing && (await store.forgetExpired(site, { atMost: forgottenAtOnce })) >= forgottenAtOnce);
  }

  function tidy(): Promise<void> {
    tidying ??= forget().finally(() => {
      tidying = null;
    });
    return tidying;
  }

  function tellRefused(): void {
    const { count, ids } = budget.takeRefused();
    if (count === 0) return;
    logger.warn(
      { count, incidents: ids },
      'more technical errors were kept from their readers than are kept and logged one by one',
    );
  }

  const timer = setInterval(() => {
    tellRefused();
    if (clock.monotonicMs() < tidyAtMs) return;
    tidyAtMs = clock.monotonicMs() + tidyIntervalMs;
    tidy().catch((error: unknown) => logger.error({ error }, 'expired incidents could not be forgotten'));
  }, minuteMs);
  timer.unref();

  return {
    keep(found) {
      const { subject, message = null, isCut = false, requestId = null } = found;
      const seen = seenOf(found);
      const onLog = {
        seen,
        subject: subject === null ? null : keptText(subject, 256),
        message: message === null ? null : errorLine(message),
      };
      if (waiting.length >= mostWaiting || !budget.take(`${seen.path} ${seen.name}`)) {
        if (budget.refuse(seen.id)) logIncident(logger, onLog, 'too-many');
        return seen.id;
      }
      waiting.push({ ...onLog, contents: contentsOf({ ...found, isCut, requestId }, longestOriginalBytes) });
      running ??= writeAll();
      return seen.id;
    },
    async find(id) {
      const incident = await store.find(site, normaliseReference(id.slice(0, 64)));
      if (incident === null) return null;
      const { sealed, ...seen } = incident;
      const opened = await seal.open(seen.id, sealed);
      return { ...seen, contents: opened === null ? null : await readContents(opened) };
    },
    recent: (query) => store.recent(site, query),
    tidy,
    flush,
    async close() {
      clearInterval(timer);
      isClosing = true;
      await flush();
      await tidying?.catch(() => undefined);
      tellRefused();
    },
  };
}
