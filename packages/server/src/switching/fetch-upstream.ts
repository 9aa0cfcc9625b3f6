import { request } from 'undici';
import type { LockOutOptions } from './lock-out-check.ts';

const timeoutMs = 4_000;
const longestPage = 1_048_576;

/** Fetches a page of the application for the lock-out check: one GET, bounded in time and size, no redirects. */
export async function fetchFromUpstream(
  upstream: URL,
  target: string,
): ReturnType<LockOutOptions['fetchUpstream']> {
  const answer = await request(`${upstream.origin}${target}`, {
    method: 'GET',
    headers: { accept: 'text/html', 'user-agent': 'portcullis lock-out check' },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestPage) throw new Error(`GET ${target} is longer than ${longestPage} bytes`);
    chunks.push(chunk);
  }
  const { location } = answer.headers;
  return {
    status: answer.statusCode,
    html: Buffer.concat(chunks).toString('utf8'),
    location: typeof location === 'string' ? location : null,
  };
}
