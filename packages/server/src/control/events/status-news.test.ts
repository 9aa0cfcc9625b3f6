import { describe, expect, it } from 'vitest';
import type { SiteStatus } from '../site-status.ts';
import { createStatusNews } from './status-news.ts';

interface Given {
  readonly mode?: 'open' | 'closed';
  readonly enforced?: boolean;
  readonly seenAt?: number;
  readonly silentMs?: number;
  readonly writes?: number;
  readonly state?: string;
}

const statusOf = (given: Given = {}): SiteStatus => {
  const { mode = 'open', enforced = true, seenAt = 0, silentMs = 0, writes = 0, state = 'silent' } = given;
  return {
    switch: { mode },
    now: seenAt,
    enforcement: {
      enforced,
      writesInFlight: writes,
      missing: [`silent for ${silentMs} ms`],
      instances: [
        {
          instance: { id: 'web-1', seenAt, now: seenAt, writesInFlightCount: writes },
          state,
          lagMs: silentMs,
          detail: `silent for ${silentMs} ms`,
          detailSaid: { code: 'instance-silent', values: { silentMs, writes: 0 } },
        },
      ],
    },
  } as unknown as SiteStatus;
};

describe('the news of a status', () => {
  it('are none when nothing but time went by', () => {
    const news = createStatusNews();
    news.begin(statusOf(), 0);
    expect(news.isNews(statusOf(), 1_000)).toBe(false);
    expect(news.isNews(statusOf({ seenAt: 9_000, silentMs: 9_000 }), 60_000)).toBe(false);
  });

  it.each([
    ['another mode', { mode: 'closed' }],
    ['that it is not enforced any more', { enforced: false }],
    ['how an instance stands', { state: 'enforcing' }],
  ] as const)('are %s, at once and once', (_, changed) => {
    const news = createStatusNews();
    news.begin(statusOf(), 0);
    expect(news.isNews(statusOf(changed), 1)).toBe(true);
    expect(news.isNews(statusOf(changed), 2)).toBe(false);
  });

  it('are writes under way each five seconds, and at once while somebody waits for them', () => {
    const news = createStatusNews();
    news.begin(statusOf(), 0);
    expect(news.isNews(statusOf({ writes: 1 }), 4_999)).toBe(false);
    expect(news.isNews(statusOf({ writes: 1 }), 5_000)).toBe(true);
    expect(news.isNews(statusOf({ writes: 1, enforced: false }), 5_001)).toBe(true);
    expect(news.isNews(statusOf({ writes: 2, enforced: false }), 5_002)).toBe(true);
  });

  it('are everything after it was forgotten, and not what who begins to listen was told', () => {
    const news = createStatusNews();
    expect(news.isNews(statusOf(), 0)).toBe(true);
    news.begin(statusOf({ mode: 'closed' }), 1);
    expect(news.isNews(statusOf({ mode: 'closed' }), 2)).toBe(true);
    news.forget();
    expect(news.isNews(statusOf({ mode: 'closed' }), 3)).toBe(true);
  });
});
