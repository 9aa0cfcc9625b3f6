import { describe, expect, it, vi } from 'vitest';
import { openEventClient } from './event-client.ts';

const decoder = new TextDecoder();

async function taken(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value);
  }
}

describe('a client of events', () => {
  it('that is slow misses events, and is told how many', async () => {
    const client = openEventClient({ onEnd: () => undefined, mostBytes: 120 });
    for (let index = 0; index < 10; index += 1) client.send('traffic', `{"n":${index}}`);
    const reader = client.stream.getReader();
    let text = '';
    for (let index = 0; index < 4; index += 1) text += decoder.decode((await reader.read()).value);
    client.send('traffic', '{"n":"next"}');
    text += decoder.decode((await reader.read()).value);
    expect(text).toMatch(
      /"n":2\}\n\nevent: missed\ndata: \{"events":7\}\n\nevent: traffic\ndata: \{"n":"next"\}\n\n$/,
    );
  });

  it('that takes nothing is gone after a few heartbeats', () => {
    const onEnd = vi.fn();
    const client = openEventClient({ onEnd, mostBytes: 20, mostBlockedBeats: 3 });
    client.send('status', 'x'.repeat(100));
    for (let beat = 0; beat < 2; beat += 1) client.beat();
    expect(onEnd).not.toHaveBeenCalled();
    client.beat();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('ends once, and hears nothing afterwards', async () => {
    const onEnd = vi.fn();
    const client = openEventClient({ onEnd });
    client.end();
    client.end();
    client.send('status', '{}');
    client.beat();
    expect(await taken(client.stream)).toBe('retry: 2000\n\n');
    expect(onEnd).toHaveBeenCalledTimes(1);
  });
});
