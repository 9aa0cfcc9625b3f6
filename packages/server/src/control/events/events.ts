import type { Gate } from '@portcullis/gate';
import type { Logger } from '../../observe/logger.ts';
import type { KeptDecision } from '../../traffic/kept-decision.ts';
import type { Traffic } from '../../traffic/observe-traffic.ts';
import { shownDecision } from '../shown-decision.ts';
import type { SiteStatus } from '../site-status.ts';
import { createAudience, type Listener, type Listening } from './audience.ts';
import { createStatusNews } from './status-news.ts';

export const eventNames = ['status', 'traffic', 'decisions'] as const;
export type EventName = (typeof eventNames)[number];

/** What changes, told to everybody who listens: looked at once for all of them. */
export interface EventHub {
  open(wanted: ReadonlySet<EventName>, listener: Listener): ReadableStream<Uint8Array>;
  readonly clients: number;
  /** How many streams somebody has open. */
  clientsOf(by: string): number;
  /** Ends every stream. */
  close(): void;
}

interface StreamListener extends Listener {
  readonly wanted: ReadonlySet<EventName>;
}

export interface EventHubOptions {
  readonly gate: Pick<Gate, 'subscribe'>;
  readonly traffic: Pick<Traffic, 'summary' | 'after' | 'number'>;
  readonly status: () => Promise<SiteStatus>;
  readonly logger: Pick<Logger, 'error'>;
  /** How often decisions are told of. @default 500 */
  readonly tickMs?: number;
  /** @default 15000 */
  readonly heartbeatMs?: number;
}

/** Of each second at most 50 decisions go out; their numbers tell how many did not. */
const decisionsPerSecond = 50;
const statusIntervalMs = 1_000;

export function createEventHub(options: EventHubOptions): EventHub {
  const { gate, traffic, status, logger, tickMs = 500, heartbeatMs = 15_000 } = options;
  const audience = createAudience<StreamListener>({ onFirst: start, onLast: stop });
  const perTick = Math.max(1, Math.floor((decisionsPerSecond * tickMs) / 1_000));
  let timer: ReturnType<typeof setInterval> | null = null;
  let unsubscribe: (() => void) | null = null;
  let told = 0;
  let trafficTold = { number: -1, minute: 0, at: 0 };
  const news = createStatusNews();
  let isUnreadable = false;
  let looking: Promise<void> | null = null;
  let lookedAt = 0;
  let beatAt = 0;

  function tell(name: EventName, data: unknown, to: Iterable<Listening<StreamListener>> = audience): void {
    const text = JSON.stringify(data);
    for (const { client, wanted } of to) if (wanted.has(name)) client.send(name, text);
  }

  function tellDecisions(): void {
    const { number } = traffic;
    if (number === told) return;
    const chosen = sampled(traffic.after(told), perTick);
    told = number;
    tell('decisions', { decisions: chosen.map(shownDecision), number });
  }

  function tellTraffic(now: number): void {
    const { number } = traffic;
    const minute = Math.floor(now / 60_000);
    if (now - trafficTold.at < 1_000 || (number === trafficTold.number && minute === trafficTold.minute))
      return;
    trafficTold = { number, minute, at: now };
    tell('traffic', traffic.summary());
  }

  async function lookAtStatus(now: number): Promise<void> {
    try {
      const current = await status();
      isUnreadable = false;
      if (news.isNews(current, now)) tell('status', current);
    } catch (error) {
      logger.error({ error }, 'the status could not be read for those who listen');
      // Said once: whoever listens shows what is known last, and since when.
      if (isUnreadable) return;
      isUnreadable = true;
      news.forget();
      for (const { client, wanted } of audience) if (wanted.has('status')) client.send('problem', unreadable);
    }
  }

  function look(): Promise<void> {
    const now = Date.now();
    lookedAt = now;
    looking ??= lookAtStatus(now).finally(() => {
      looking = null;
    });
    return looking;
  }

  function tick(): void {
    const now = Date.now();
    tellDecisions();
    tellTraffic(now);
    if (now - lookedAt >= statusIntervalMs) void look();
    if (now - beatAt < heartbeatMs) return;
    beatAt = now;
    audience.beat();
  }

  function start(): void {
    told = traffic.number;
    const now = Date.now();
    beatAt = now;
    lookedAt = now;
    trafficTold = { number: told, minute: Math.floor(now / 60_000), at: now };
    timer = setInterval(tick, tickMs);
    timer.unref();
    unsubscribe = gate.subscribe(() => void look());
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
    unsubscribe?.();
    unsubscribe = null;
    news.forget();
    isUnreadable = false;
  }

  async function welcome(listening: Listening<StreamListener>): Promise<void> {
    if (listening.wanted.has('traffic')) tell('traffic', traffic.summary(), [listening]);
    try {
      if (!listening.wanted.has('status')) return;
      const current = await status();
      if (!isUnreadable) news.begin(current, Date.now());
      tell('status', current, [listening]);
    } catch (error) {
      logger.error({ error }, 'the status could not be read for those who listen');
      listening.client.send('problem', unreadable);
    }
  }

  return {
    open(wanted, listener) {
      const listening = audience.open({ ...listener, wanted });
      if (!audience.isClosed) void welcome(listening);
      return listening.client.stream;
    },
    get clients() {
      return audience.size;
    },
    clientsOf: (by) => audience.clientsOf(by),
    close: () => audience.close(),
  };
}

const unreadable = JSON.stringify({
  code: 'PORTCULLIS_STORE_UNAVAILABLE',
  detail:
    'The status cannot be read. Is the store writable? The server log says more; what is shown is what was known last.',
});

/** Refusals and what insiders do come first: they are what is looked for. */
function sampled(found: readonly KeptDecision[], most: number): readonly KeptDecision[] {
  if (found.length <= most) return found;
  const isNotable = ({ kind, rule }: KeptDecision) => kind !== 'allow' || rule.id === 'bypass';
  const notable = found.filter(isNotable).slice(-most);
  const room = most - notable.length;
  const plain = room === 0 ? [] : found.filter((kept) => !isNotable(kept)).slice(-room);
  return [...notable, ...plain].sort((one, other) => one.number - other.number);
}
