import type { ProcessReported, ProcessToRemove, StoredProcess, StoredProcesses } from '@portcullis/gate';
import { fitReport } from './fit-report.ts';
import type { FleetAnswer, ProcessReport, Wanted } from './fleet-messages.ts';

/** The processes that report to the servers of a site, as this server knows them: its own at once, those of the others by the store. */
export interface SharedProcesses {
  /** Those that have joined and not left, whether or not they still answer. */
  of(worker: string): readonly KnownProcess[];
  has(process: Pick<KnownProcess, 'worker' | 'id'>): boolean;
  hear(report: ProcessReport): void;
  wanted(worker: string): Pick<FleetAnswer, 'wanted' | 'order'>;
  /** Why nobody here can say what reports to other servers; null = somebody can. */
  problem(): string | null;
  /** Tells the others what is new, and reads what they know, now. Rejects as the store does. */
  refresh(): Promise<void>;
  /** The same, soon. */
  wake(): void;
  /** It counts no longer, from now on: it was taken off the list. */
  drop(process: Pick<KnownProcess, 'worker' | 'id'>): void;
  close(): Promise<void>;
}

export interface KnownProcess {
  readonly worker: string;
  readonly id: string;
  /** The server that it reported to last. */
  readonly instance: string;
  /** Null = it, or its server, is of a version whose reports this one does not understand. */
  readonly report: ProcessReport | null;
  /** How long ago it was heard, in milliseconds. */
  readonly ageMs: number;
  /** It has said nothing for so long that nobody knows what it does. */
  readonly isSilent: boolean;
  /** Milliseconds since 1970. */
  readonly joinedAt: number;
  /** When it was last heard, as it is stored; null = it is not stored yet. */
  readonly seenAt: number | null;
}

export interface FleetMemory {
  report(reports: readonly ProcessReported[]): Promise<void>;
  list(): Promise<StoredProcesses>;
  remove(process: ProcessToRemove): Promise<boolean>;
  /** What is wanted of processes, as it is stored. */
  wishes(): Promise<Wishes>;
}

export interface Wishes {
  /** Nothing is on its way, and nothing is stopped. */
  readonly isIdle: boolean;
  readonly order: number;
  wantedOf(worker: string): Wanted;
}

export interface SharedProcessesOptions {
  readonly memory: FleetMemory;
  /** This server. */
  readonly instance: string;
  readonly host: string;
  /** Whether a process of this host lives. */
  readonly isAlive: (processId: number) => boolean;
  /** What was said of a process, as any server wrote it; null = it cannot be understood. */
  readonly readReport: (said: string) => ProcessReport | null;
  /** Told when others cannot be told or asked, and null when they can again. */
  readonly onProblem: (error: unknown) => void;
  /** @default performance.now */
  readonly monotonicMs?: () => number;
}

interface Heard {
  readonly report: ProcessReport;
  /** The same, as others are told. */
  readonly said: string;
  readonly seenMs: number;
  readonly joinedAt: number;
  /** As others were told last; null = they were not yet. */
  readonly written: { readonly said: string; readonly seenMs: number } | null;
}

interface Listed extends StoredProcess {
  readonly report: ProcessReport | null;
}

/** A process that says nothing for so long is silent. */
const silentMs = 3_000;
/** What others heard comes here by way of the store. */
const silentElsewhereMs = 5_000;
/** What was read so long ago says nothing of now: neither what is wanted, nor who reports elsewhere. */
const outdatedMs = 5_000;
/** Others are told at least so often that a process goes on as it did. */
const repeatMs = 750;
const idleMs = 500;
const movingMs = 250;
const soonMs = 30;
/** The store's clock may be read by several machines of its own. */
const clockSlackMs = 1_000;

export function createSharedProcesses(options: SharedProcessesOptions): SharedProcesses {
  const { memory, instance, host, isAlive, readReport, onProblem } = options;
  const { monotonicMs = () => performance.now() } = options;
  const heard = new Map<string, Heard>();
  /** What left is taken off the list as soon as that can be stored. */
  const leaving = new Map<string, ProcessToRemove>();
  let listed = new Map<string, Listed>();
  let listedNow = 0;
  let listedMs: number | null = null;
  let wishes: Wishes | null = null;
  let wishesMs = 0;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let timer: { readonly handle: NodeJS.Timeout; readonly dueMs: number } | null = null;
  let isFailing = false;
  let closed = false;

  function known(): readonly KnownProcess[] {
    const nowMs = monotonicMs();
    const found = new Map<string, KnownProcess>();
    for (const [key, row] of listed) {
      const sinceMs = nowMs - (listedMs ?? nowMs);
      const ageMs =
        row.seenAt > listedNow + clockSlackMs
          ? Number.POSITIVE_INFINITY
          : Math.max(0, listedNow - row.seenAt) + sinceMs;
      found.set(key, { ...row, ageMs, isSilent: ageMs > silentElsewhereMs });
    }
    for (const [key, { report, seenMs, joinedAt }] of heard) {
      const ageMs = nowMs - seenMs;
      const row = found.get(key);
      if (row !== undefined && row.instance !== instance && row.ageMs < ageMs) continue;
      found.set(key, {
        worker: report.fleet,
        id: report.id,
        instance,
        report,
        ageMs,
        isSilent: ageMs > silentMs,
        joinedAt: row?.joinedAt ?? joinedAt,
        seenAt: row?.seenAt ?? null,
      });
    }
    return [...found.values()];
  }

  async function round(): Promise<void> {
    await tell();
    const askedMs = monotonicMs();
    const found = await memory.list();
    listed = new Map(
      found.processes
        .map((row) => [keyOf(row), row] as const)
        .filter(([key]) => !leaving.has(key))
        .map(([key, row]) => [key, { ...row, report: reportOf(key, row) }]),
    );
    listedNow = found.now;
    listedMs = askedMs;
    for (const [key, { seenMs, written }] of heard) {
      // It left or was forgotten at another server, or reports there now.
      const isTold = written !== null && written.seenMs === seenMs;
      if (isTold && listed.get(key)?.instance !== instance) heard.delete(key);
    }
    const askedWishesMs = monotonicMs();
    wishes = await memory.wishes();
    wishesMs = askedWishesMs;
    await forgetEnded();
  }

  /** The same text is read once. */
  function reportOf(key: string, row: StoredProcess): ProcessReport | null {
    const own = heard.get(key);
    if (own?.said === row.said) return own.report;
    const before = listed.get(key);
    return before?.said === row.said ? before.report : readReport(row.said);
  }

  async function tell(): Promise<void> {
    for (const [key, process] of leaving) {
      await memory.remove(process);
      leaving.delete(key);
    }
    const nowMs = monotonicMs();
    const news = [...heard].filter(([, { said, seenMs, written }]) => {
      const isNew = written === null || written.said !== said;
      return isNew || (seenMs > written.seenMs && nowMs - written.seenMs >= repeatMs);
    });
    if (news.length === 0) return;
    await memory.report(
      news.map(([, { report, seenMs, said }]) => ({
        worker: report.fleet,
        id: report.id,
        instance,
        agoMs: nowMs - seenMs,
        said,
      })),
    );
    for (const [key, { said, seenMs }] of news) {
      const now = heard.get(key);
      if (now !== undefined) heard.set(key, { ...now, written: { said, seenMs } });
    }
  }

  /** Those that died on this host, wherever they reported. */
  async function forgetEnded(): Promise<void> {
    for (const process of known()) {
      const { report, isSilent, worker, id, seenAt } = process;
      if (report === null || !isSilent || report.host !== host || isAlive(report.processId)) continue;
      if (seenAt === null || (await memory.remove({ worker, id, seenAt }))) drop(process);
    }
  }

  function drop({ worker, id }: Pick<KnownProcess, 'worker' | 'id'>): void {
    heard.delete(keyOf({ worker, id }));
    listed.delete(keyOf({ worker, id }));
  }

  function start(): Promise<void> {
    next = null;
    stopTimer();
    running = round()
      .then(
        () => {
          if (isFailing) onProblem(null);
          isFailing = false;
        },
        (error: unknown) => {
          if (!isFailing) onProblem(error);
          isFailing = true;
          throw error;
        },
      )
      .finally(() => {
        running = null;
        lookIn(wishes?.isIdle === false ? movingMs : idleMs);
      });
    return running;
  }

  function refresh(): Promise<void> {
    if (closed)
      return Promise.reject(new Error('expected a server that runs, and this one is shutting down'));
    if (running === null) return start();
    next ??= running.catch(() => undefined).then(start);
    return next;
  }

  /** Or earlier, if that was meant already. */
  function lookIn(ms: number): void {
    const dueMs = performance.now() + ms;
    if (closed || (timer !== null && timer.dueMs <= dueMs)) return;
    stopTimer();
    const handle = setTimeout(() => {
      timer = null;
      refresh().catch(() => undefined);
    }, ms);
    handle.unref();
    timer = { handle, dueMs };
  }

  function stopTimer(): void {
    if (timer !== null) clearTimeout(timer.handle);
    timer = null;
  }

  lookIn(0);
  return {
    of: (worker) => known().filter((process) => process.worker === worker),
    has: (process) => heard.has(keyOf(process)) || listed.has(keyOf(process)),
    hear(report) {
      const key = keyOf({ worker: report.fleet, id: report.id });
      const before = heard.get(key);
      const isOther = before?.report.obeys !== report.obeys || report.isLeaving;
      if (report.isLeaving) {
        leaving.set(key, { worker: report.fleet, id: report.id });
        drop({ worker: report.fleet, id: report.id });
      } else {
        const fit = fitReport(report);
        heard.set(key, {
          report: fit,
          said: JSON.stringify(fit),
          seenMs: monotonicMs(),
          joinedAt: before?.joinedAt ?? Date.now(),
          written: before?.written ?? null,
        });
      }
      // Whoever switched waits for it, at whichever server.
      if (isOther) lookIn(soonMs);
    },
    wanted(worker) {
      if (wishes === null || monotonicMs() - wishesMs > outdatedMs) return { wanted: null, order: null };
      return { wanted: wishes.wantedOf(worker), order: wishes.order };
    },
    problem() {
      if (listedMs === null) return 'which processes report to other servers was not read yet';
      const sinceMs = monotonicMs() - listedMs;
      return sinceMs <= outdatedMs
        ? null
        : `which processes report to other servers could not be read for ${Math.round(sinceMs / 1_000)} s`;
    },
    refresh,
    wake: () => lookIn(0),
    drop,
    async close() {
      closed = true;
      stopTimer();
      await next?.catch(() => undefined);
      await running?.catch(() => undefined);
      // What this server heard and did not tell yet is somebody's news all the same.
      await tell().catch(() => undefined);
    },
  };
}

function keyOf({ worker, id }: Pick<StoredProcess, 'worker' | 'id'>): string {
  return `${worker}\n${id}`;
}
