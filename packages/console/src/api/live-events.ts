import type { QueryClient } from '@tanstack/react-query';
import { createEventParser, reconnectDelayMs, type StreamEvent } from './event-stream.ts';
import type { SiteApi } from './site-api.ts';
import { sessionKey } from './site-api.ts';

/** The server sends at least a comment each 15 seconds; a stream that says nothing for longer than this is dead. */
const silenceMs = 25_000;

export interface LiveEventsOptions {
  readonly api: SiteApi;
  readonly queryClient: QueryClient;
  /** Which events: `status`, `traffic`, `decisions`. */
  readonly only: readonly string[];
  readonly onEvent: (event: StreamEvent) => void;
  readonly signal: AbortSignal;
}

/** Follows the events of the site until `signal`, and connects again whenever the stream ends. */
export async function followEvents(options: LiveEventsOptions): Promise<void> {
  const { signal } = options;
  let failures = 0;
  while (!signal.aborted) {
    const heard = await readStream(options).catch(() => 'nothing' as const);
    if (heard === 'signed-out') return;
    failures = heard === 'something' ? 0 : failures + 1;
    await pause(reconnectDelayMs(failures, Math.random()), signal);
  }
}

async function readStream(options: LiveEventsOptions): Promise<'something' | 'nothing' | 'signed-out'> {
  const { api, queryClient, only, onEvent, signal } = options;
  const silence = new AbortController();
  const ended = AbortSignal.any([signal, silence.signal]);
  let watchdog = setTimeout(() => silence.abort(), silenceMs);
  let heard = false;
  try {
    const url = new URL(api.urlOf(`v1/sites/${encodeURIComponent(api.site)}/events`));
    url.searchParams.set('only', only.join(','));
    const response = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: ended });
    if (response.status === 401) {
      queryClient.setQueryData(sessionKey, null);
      return 'signed-out';
    }
    if (!response.ok || response.body === null) return 'nothing';
    const parse = createEventParser();
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silence.abort(), silenceMs);
      heard = true;
      api.connection.answered();
      for (const event of parse(decoder.decode(value, { stream: true }))) onEvent(event);
    }
  } catch {
    // Whether the server lives, the requests beside this stream find out.
  } finally {
    clearTimeout(watchdog);
  }
  return heard ? 'something' : 'nothing';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
