import { type Decision, type Judgement, keptText, type Role, routesHit } from '@portcullis/gate';
import { type CountedRoute, countRoutes } from './counted-routes.ts';
import { type Inside, InsidersInside } from './insiders-inside.ts';
import type { LedgerKeeper } from './keep-ledger.ts';
import { type KeptDecision, keptDecision } from './kept-decision.ts';
import { minuteMs, minutesKept } from './minute-counts.ts';
import { type MembersSeen, PeopleSeen } from './people-seen.ts';
import { routeTemplate } from './route-template.ts';
import { suggestRule } from './suggest-rule.ts';

/** What went through one server lately. Counts are exact; of requests themselves a bounded sample is kept, in memory only. */
export interface Traffic {
  /** Once for each request that was decided. Never throws. */
  observe(judgement: Judgement, reference?: string | null): void;
  /** A request that was counted comes back to be judged anew: its next decision is the one that counts. */
  takeBack(judgement: Judgement): void;
  summary(): TrafficSummary;
  /** Newest first. */
  newest(): readonly KeptDecision[];
  /** Those after a number, oldest first. */
  after(number: number): readonly KeptDecision[];
  /** The number of the newest decision, kept or not. */
  readonly number: number;
  /** What was counted for the ledger until now is stored when it resolves, if the store takes it. */
  flush(): Promise<void>;
  /** Whoever came through because of who he is, in the last hour, newest first. */
  inside(): readonly Inside[];
  /** Of the people who came and of whom groups are known, how many are in these. */
  members(groups: readonly string[]): Members;
}

export interface Members {
  readonly people: number;
  readonly groups: readonly MembersSeen[];
}

export interface TrafficSummary {
  readonly now: number;
  readonly since: number;
  readonly minutes: readonly MinuteOfTraffic[];
  readonly topRefused: readonly RefusedRoute[];
  readonly recentBypasses: readonly Bypass[];
  readonly unnamedWrites: readonly UnnamedWrite[];
  readonly others: number;
}

export interface MinuteOfTraffic {
  readonly at: number;
  readonly allowed: number;
  /** By a window, or because nobody could read it. */
  readonly refused: number;
  /** By production mode, which is no window. */
  readonly shut: number;
  readonly bypassed: number;
  readonly confirm: number;
}

export interface RefusedRoute {
  readonly method: string;
  readonly route: string;
  readonly rule: string;
  readonly count: number;
  readonly lastAt: number;
  readonly reference: string | null;
}

export interface Bypass {
  readonly at: number;
  readonly subject: string;
  readonly role: Role;
  readonly method: string;
  readonly path: string;
  readonly by: string;
  readonly isWrite: boolean;
}

export interface UnnamedWrite {
  readonly method: string;
  readonly route: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly suggestion: string;
}

export interface TrafficOptions {
  /** Told of refused writes; null = nothing is kept of them beyond counts. */
  readonly ledger: LedgerKeeper | null;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Kept: enough for a feed, and for judging again what a change would refuse. */
const mostKept = 2_000;
/** Kept of each second: of what everybody may do, and of the rest. The others are counted. */
const plainPerSecond = 25;
const notablePerSecond = 200;
const mostRoutes = 1_000;
const shownRoutes = 50;
const mostBypasses = 50;

interface Minute {
  readonly number: number;
  allowed: number;
  refused: number;
  shut: number;
  bypassed: number;
  confirm: number;
}

export function observeTraffic(options: TrafficOptions): Traffic {
  const { ledger, onFailure, now = Date.now } = options;
  const since = now();
  const ring: KeptDecision[] = [];
  /** Where the oldest lies once the ring is full. */
  let oldest = 0;
  let number = 0;
  let minute = freshMinute(Math.floor(since / minuteMs));
  const minutes: Minute[] = [minute];
  let secondFrom = 0;
  let secondTo = 0;
  let plainLeft = plainPerSecond;
  let notableLeft = notablePerSecond;
  const refused = countRoutes<Pick<RefusedRoute, 'method' | 'route' | 'rule'>>(mostRoutes);
  const unnamed = countRoutes<Pick<UnnamedWrite, 'method' | 'route'>>(mostRoutes);
  const insiders = new InsidersInside();
  const people = new PeopleSeen();
  const bypasses: Bypass[] = [];

  /** Once a second at most. A clock that goes back begins a second, and goes on with the minute. */
  function turn(at: number): void {
    secondFrom = at - (at % 1_000);
    secondTo = secondFrom + 1_000;
    plainLeft = plainPerSecond;
    notableLeft = notablePerSecond;
    const current = Math.floor(at / minuteMs);
    if (current <= minute.number) return;
    minute = freshMinute(current);
    minutes.push(minute);
    if (minutes.length > minutesKept) minutes.shift();
  }

  function keep(kept: KeptDecision): void {
    if (ring.length < mostKept) ring.push(kept);
    else {
      ring[oldest] = kept;
      oldest = (oldest + 1) % mostKept;
    }
  }

  /** Everything but what an open site lets through. */
  function consider(judgement: Judgement, decision: Decision, moment: Moment): void {
    const { at, reference } = moment;
    // Before anything is looked at that may fail: counts are exact.
    minute[countOf(decision)] += 1;
    people.note(judgement.known.identity);
    const isBypass = isBypassed(decision);
    if (isBypass) noteBypass(judgement, decision, at);
    const isRead = decision.kind === 'allow' && decision.access === 'read';
    const isShut = isShutByProduction(decision);
    const isRefused = decision.kind === 'refuse' && !isShut;
    const isUnnamed = !isRead && !isShut && isUnnamedWrite(judgement);
    if (isRefused || isUnnamed) {
      const route = routeOf(judgement);
      if (isRefused) countRefused(judgement, decision, { ...moment, ...route });
      if (isUnnamed) noteUnnamed(route, at);
    }
    const isPlain = decision.kind === 'allow' && !isBypass;
    if (isPlain ? plainLeft === 0 : notableLeft === 0) return;
    if (isPlain) plainLeft -= 1;
    else notableLeft -= 1;
    keep(keptDecision(judgement, decision, { number, at, reference }));
  }

  function countRefused({ request }: Judgement, decision: Decision, refusal: Moment & RouteOfRequest): void {
    const { method, route, at, reference } = refusal;
    const rule = decision.rule.id;
    refused.count(`${rule} ${method} ${route}`, refusal, () => ({ method, route, rule }));
    ledger?.count({ request, decision, method, route, at, reference });
  }

  function noteBypass({ request }: Judgement, decision: Decision, at: number): void {
    const { standing, rule } = decision;
    const isWrite = decision.kind === 'allow' && decision.approved;
    insiders.note(decision, { at, isWrite, address: request.client.address });
    const kept = keptDecision({ request }, decision, { number, at, reference: null });
    bypasses.push({
      at,
      subject: kept.standing.subject ?? '',
      role: standing.role,
      method: kept.method,
      path: kept.path,
      by: keptText(rule.detail, 256),
      isWrite,
    });
    if (bypasses.length > mostBypasses) bypasses.shift();
  }

  function noteUnnamed({ method, route }: RouteOfRequest, at: number): void {
    unnamed.count(`${method} ${route}`, { at, minute: minute.number }, () => ({ method, route }));
  }

  return {
    observe(judgement, reference = null) {
      const { decision } = judgement;
      if (decision.kind === 'own') return;
      number += 1;
      const at = now();
      if (at >= secondTo || at < secondFrom) turn(at);
      const isUngoverned = decision === judgement.view.snapshot.ungoverned;
      if (isUngoverned) {
        minute.allowed += 1;
        if (plainLeft === 0) return;
      }
      try {
        if (!isUngoverned) {
          consider(judgement, decision, { at, minute: minute.number, reference });
          return;
        }
        // A sample, so that what a change would refuse can be told while all is open.
        plainLeft -= 1;
        keep(keptDecision(judgement, decision, { number, at, reference }));
        if (isUnnamedWrite(judgement)) noteUnnamed(routeOf(judgement), at);
      } catch (error) {
        // A request that could not be decided may not be readable here either.
        onFailure(error);
      }
    },
    takeBack({ decision }) {
      if (decision.kind === 'own') return;
      const count = countOf(decision);
      // In the minute that lasts, where it nearly always was counted.
      minute[count] = Math.max(0, minute[count] - 1);
    },
    summary() {
      const at = now();
      const newest = Math.max(minute.number, Math.floor(at / minuteMs));
      const moment = { minute: newest };
      return {
        now: at,
        since,
        minutes: minutesOf(minutes, newest),
        topRefused: refused.most(moment, shownRoutes).map(({ facts, counts, lastAt, reference }) => ({
          ...facts,
          count: counts.total,
          lastAt,
          reference,
        })),
        recentBypasses: bypasses.toReversed(),
        unnamedWrites: unnamed.most(moment, shownRoutes).map(unnamedWrite),
        others: refused.others(moment) + unnamed.others(moment),
      };
    },
    newest: () => [...ring.slice(oldest), ...ring.slice(0, oldest)].reverse(),
    after(wanted) {
      const found: KeptDecision[] = [];
      for (let back = 1; back <= ring.length; back += 1) {
        const kept = ring[(oldest + ring.length - back) % ring.length];
        if (kept === undefined || kept.number <= wanted) break;
        found.push(kept);
      }
      return found.reverse();
    },
    get number() {
      return number;
    },
    flush: () => ledger?.flush() ?? Promise.resolve(),
    inside: () => insiders.since(now() - minutesKept * minuteMs),
    members: (groups) => ({ people: people.people, groups: people.membersOf(groups) }),
  };
}

interface Moment {
  readonly at: number;
  readonly minute: number;
  readonly reference: string | null;
}

interface RouteOfRequest {
  readonly method: string;
  readonly route: string;
}

function routeOf({ request }: Judgement): RouteOfRequest {
  return { method: keptText(request.raw.method, 32), route: routeTemplate(request.target) };
}

/** Something that writes, and nothing in the policy speaks of it. */
function isUnnamedWrite({ request }: Judgement): boolean {
  if (request.framing !== null || request.malformed !== null || request.access === 'read') return false;
  const { exception, calls } = request.facts;
  // Most writes of a business system are calls that a rule speaks of: looking for all its rules takes longer than deciding.
  return exception === null && calls.length === 0 && routesHit(request).length === 0;
}

function isBypassed(decision: Decision): boolean {
  return decision.kind === 'allow' && decision.rule.id === 'bypass';
}

/** A tool of developers or a database manager: no write that somebody tries while he may not. */
function isShutByProduction(decision: Decision): boolean {
  return decision.kind === 'refuse' && decision.rule.id === 'production';
}

function countOf(decision: Decision): keyof Omit<Minute, 'number'> {
  if (decision.kind === 'refuse') return isShutByProduction(decision) ? 'shut' : 'refused';
  if (decision.kind === 'confirm') return 'confirm';
  return isBypassed(decision) ? 'bypassed' : 'allowed';
}

function freshMinute(number: number): Minute {
  return { number, allowed: 0, refused: 0, shut: 0, bypassed: 0, confirm: 0 };
}

/** Minutes without any request are there, too: a chart has no gaps. */
function minutesOf(known: readonly Minute[], newest: number): readonly MinuteOfTraffic[] {
  const byNumber = new Map(known.map((one) => [one.number, one]));
  return Array.from({ length: minutesKept }, (_, index) => {
    const number = newest - minutesKept + 1 + index;
    const { allowed, refused, shut, bypassed, confirm } = byNumber.get(number) ?? freshMinute(number);
    return { at: number * minuteMs, allowed, refused, shut, bypassed, confirm };
  });
}

function unnamedWrite({
  facts: { method, route },
  counts,
  firstAt,
  lastAt,
}: CountedRoute<Pick<UnnamedWrite, 'method' | 'route'>>): UnnamedWrite {
  return { method, route, count: counts.total, firstAt, lastAt, suggestion: suggestRule(method, route) };
}
