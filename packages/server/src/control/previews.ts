import { randomBytes } from 'node:crypto';
import { type Answer, PortcullisError, type PreviewAnswers } from '@portcullis/gate';

/** Pages that nobody but who made them is shown, for a few minutes, in memory. */
export interface Previews {
  /** `by` is who made it, over all sessions: the oldest of his make room. */
  keep(answers: PreviewAnswers, by: string): { readonly id: string; readonly expiresAt: number };
  /** Throws PORTCULLIS_NOT_FOUND. */
  find(id: string): PreviewAnswers;
}

const lifetimeMs = 10 * 60_000;
/** Of one operator or key; a console makes one at each pause in typing, and shows the newest. */
const mostOfOne = 20;

export function keepPreviews({ now = Date.now }: { readonly now?: () => number } = {}): Previews {
  const kept = new Map<
    string,
    { readonly answers: PreviewAnswers; readonly expiresAt: number; readonly by: string }
  >();
  return {
    keep(answers, by) {
      const id = randomBytes(16).toString('base64url');
      const expiresAt = now() + lifetimeMs;
      kept.set(id, { answers, expiresAt, by });
      for (const [older, { expiresAt: end }] of kept) if (now() >= end) kept.delete(older);
      const own = [...kept].filter(([, each]) => each.by === by);
      for (const [oldest] of own.slice(0, -mostOfOne)) kept.delete(oldest);
      return { id, expiresAt };
    },
    find(id) {
      const found = kept.get(id);
      if (found !== undefined && now() < found.expiresAt) return found.answers;
      throw new PortcullisError(
        'PORTCULLIS_NOT_FOUND',
        'There is no such preview: they are kept for ten minutes, and not over a restart. Make it again.',
      );
    },
  };
}

/**
 * The page as a frame of the console may show it: nothing in it runs, loads, is sent or leads anywhere. Its links lose
 * their addresses, because a sandbox lets a frame go where its own links lead.
 */
export function framedPage({ headers, body }: Answer): {
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  const policy = headers.find(([name]) => name === 'Content-Security-Policy')?.[1] ?? "default-src 'none'";
  const directives = policy
    .split('; ')
    .filter((directive) => !/^(?:frame-ancestors|form-action)/.test(directive));
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': [
        ...directives,
        "form-action 'none'",
        "frame-ancestors 'self'",
        'sandbox',
      ].join('; '),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'SAMEORIGIN',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex, nofollow',
    },
    // Attributes of our pages are quoted, and whatever is in them is escaped: no `>` and no `"` ends them early.
    body: body.replace(/<a\b[^>]*>/g, (tag) => tag.replace(/ href="[^"]*"/, '')),
  };
}
