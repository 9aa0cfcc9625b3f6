import { isAtLeastAsStrict, type Mode } from '@portcullis/gate';
import type { ArrivalLine, ChangeLine, ClaimLine, CutLine, HistoryLine, RecordLine } from './history.ts';
import { judgeEpochs } from './judge-epochs.ts';
import { judgeRecords } from './judge-records.ts';

export interface JudgedHistory {
  /** One line for each time that an invariant was broken, with the invariant's id; empty = all hold. */
  readonly violations: readonly string[];
  readonly facts: {
    readonly requests: number;
    readonly refused: number;
    readonly withoutAnswer: number;
    readonly writesArrived: number;
    readonly readsArrivedWhileEnforced: number;
    /** Windows that were reported enforced. */
    readonly enforced: number;
    /** Writes that were sent while one was. */
    readonly writesSentWhileEnforced: number;
    /** Writes that instances which had lost their store let through, before their lease ran out or because they keep. */
    readonly writesThroughCut: number;
  };
}

export interface JudgeHistoryOptions {
  readonly leaseMs: number;
  /**
   * Whether writes that were sent before a site was reported enforced and arrive after it count as leaks: nothing may be in flight
   * then. False where processes stand still with a request in their hands.
   */
  readonly judgesInFlight: boolean;
}

/** How much longer than its lease nobody counts on an instance. */
const graceMs = 1_000;

/** A time during which the site was reported enforced, until somebody asked for less. */
interface Shut {
  readonly mode: Mode;
  readonly epoch: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Judges what is written down, and nothing else: it can be done again, elsewhere and later. */
export function judgeHistory(
  lines: readonly HistoryLine[],
  { leaseMs, judgesInFlight }: JudgeHistoryOptions,
): JudgedHistory {
  const arrivals = linesOf(lines, 'arrival');
  const changes = linesOf(lines, 'change');
  const claims = linesOf(lines, 'claim');
  const cuts = linesOf(lines, 'cut');
  const records = linesOf(lines, 'record');
  const requests = linesOf(lines, 'request');
  const shut = shutTimes(claims, { changes, records });
  const shutAt = lookUp(shut);
  const violations = [
    ...leaks(arrivals, { shutAt, judgesInFlight }),
    ...cuts.flatMap((cut) => leaksThroughCut(cut, arrivals, leaseMs)),
    ...judgeEpochs({ arrivals, claims, records }),
    ...decidedTwice(lines),
    ...judgeRecords(changes, records),
  ];
  const writes = arrivals.filter(({ isWrite }) => isWrite);
  return {
    violations,
    facts: {
      requests: requests.length,
      refused: requests.filter(({ status }) => status === 503).length,
      withoutAnswer: requests.filter(({ status }) => status === null).length,
      writesArrived: writes.length,
      readsArrivedWhileEnforced: arrivals.filter(({ isWrite, atMs }) => !isWrite && shutAt(atMs) !== null)
        .length,
      enforced: shut.length,
      writesSentWhileEnforced: requests.filter(({ isWrite, sentMs }) => isWrite && shutAt(sentMs) !== null)
        .length,
      writesThroughCut: cuts.reduce((sum, cut) => sum + arrivedThrough(cut, writes).length, 0),
    },
  };
}

function linesOf<Kind extends HistoryLine['kind']>(
  lines: readonly HistoryLine[],
  kind: Kind,
): readonly Extract<HistoryLine, { kind: Kind }>[] {
  return lines.filter((line): line is Extract<HistoryLine, { kind: Kind }> => line.kind === kind);
}

/**
 * From the first claim of an epoch that it is enforced until the first moment at which somebody asked for less. What was asked and
 * had no answer came to pass if it is on record.
 */
function shutTimes(
  claims: readonly ClaimLine[],
  { changes, records }: { readonly changes: readonly ChangeLine[]; readonly records: readonly RecordLine[] },
): readonly Shut[] {
  const recorded = new Map(records.map(({ reason, fromEpoch }) => [reason, fromEpoch]));
  const happened = changes.filter(({ reason, outcome }) => outcome === 'done' || recorded.has(reason));
  const shut = new Map<number, Shut>();
  for (const { epoch, mode, enforced, endedMs } of claims) {
    const known = shut.get(epoch);
    if (!enforced || mode === 'open' || (known !== undefined && known.fromMs <= endedMs)) continue;
    const looser = happened.filter(
      (change) =>
        !isAtLeastAsStrict(change.mode, mode) &&
        (change.epoch === null ? (recorded.get(change.reason) ?? 0) >= epoch : change.epoch > epoch),
    );
    const untilMs = Math.min(Number.POSITIVE_INFINITY, ...looser.map((change) => change.askedMs));
    if (untilMs > endedMs) shut.set(epoch, { mode, epoch, fromMs: endedMs, untilMs });
  }
  return [...shut.values()].sort((one, other) => one.fromMs - other.fromMs);
}

/** The strictest of what holds at a moment; several do where a window was made stricter. */
function lookUp(shut: readonly Shut[]): (atMs: number) => Shut | null {
  return (atMs) => {
    let low = 0;
    let high = shut.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((shut[middle]?.fromMs ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; index >= Math.max(0, low - 8); index -= 1) {
      const one = shut[index];
      if (one !== undefined && atMs < one.untilMs) return one;
    }
    return null;
  };
}

/** I1. */
function leaks(
  arrivals: readonly ArrivalLine[],
  {
    shutAt,
    judgesInFlight,
  }: { readonly shutAt: (atMs: number) => Shut | null; readonly judgesInFlight: boolean },
): readonly string[] {
  return arrivals.flatMap((arrival) => {
    const { id, instance, isWrite, sentMs, atMs } = arrival;
    const held = shutAt(atMs);
    if (held === null || !(isWrite || held.mode === 'closed')) return [];
    const isLate = sentMs < held.fromMs;
    if (isLate && !judgesInFlight) return [];
    const when = isLate ? 'was in flight' : `was sent ${Math.round(sentMs - held.fromMs)} ms`;
    return [
      `I1: ${isWrite ? 'write' : 'read'} ${id} through ${instance} ${when} after epoch ${held.epoch} (${held.mode}) was reported enforced, and arrived`,
    ];
  });
}

/** I6: who has lost the store enforces what the policy says of that, once the lease is over; told or not. */
function leaksThroughCut(cut: CutLine, arrivals: readonly ArrivalLine[], leaseMs: number): readonly string[] {
  if (cut.onStoreLost === 'keep') return [];
  const fromMs = cut.fromMs + leaseMs + graceMs;
  return arrivedThrough({ ...cut, fromMs }, arrivals)
    .filter(({ isWrite }) => isWrite || cut.onStoreLost === 'closed')
    .map(
      ({ id, instance, sentMs }) =>
        `I6: ${id} was sent to ${instance} ${Math.round(sentMs - cut.fromMs)} ms after it had lost its store (${cut.onStoreLost}), and arrived`,
    );
}

function arrivedThrough(
  { instance, fromMs, untilMs }: Pick<CutLine, 'instance' | 'fromMs' | 'untilMs'>,
  arrivals: readonly ArrivalLine[],
): readonly ArrivalLine[] {
  return arrivals.filter(
    (arrival) => arrival.instance === instance && arrival.sentMs >= fromMs && arrival.atMs < untilMs,
  );
}

/** I7: what was refused did not arrive, no write arrives twice, and none by a decision that knew the site was shut. */
function decidedTwice(lines: readonly HistoryLine[]): readonly string[] {
  const violations: string[] = [];
  const refused = new Set(
    linesOf(lines, 'request').flatMap(({ id, status }) => (status === 503 ? [id] : [])),
  );
  const arrived = new Set<string>();
  for (const { id, isWrite, decision } of linesOf(lines, 'arrival')) {
    if (refused.has(id)) violations.push(`I7: ${id} was refused, and arrived`);
    if (arrived.has(id) && isWrite) violations.push(`I7: write ${id} arrived twice`);
    arrived.add(id);
    if (decision !== null && (isWrite ? decision.mode !== 'open' : decision.mode === 'closed')) {
      violations.push(
        `I7: ${isWrite ? 'write' : 'read'} ${id} arrived by a decision of epoch ${decision.epoch} that says ${decision.mode}`,
      );
    }
  }
  return violations;
}
