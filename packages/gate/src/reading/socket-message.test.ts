import { describe, expect, test } from 'vitest';
import type { SocketMessage } from '../model/calls.ts';
import { createMessageMatcher } from './socket-message.ts';

const json = (pattern: Record<string, readonly string[]>): SocketMessage => ({ kind: 'json', pattern });
const text = (value: string): SocketMessage => ({ kind: 'text', text: value });

function matches(messages: readonly SocketMessage[], payload: string | Uint8Array): boolean {
  return createMessageMatcher(messages)(
    typeof payload === 'string' ? new TextEncoder().encode(payload) : payload,
  );
}

describe('texts', () => {
  const messages = [text('ping'), text('grüß')];

  test.each(['ping', 'grüß'])('%s is one', (payload) => {
    expect(matches(messages, payload)).toBe(true);
  });

  test.each(['', 'Ping', 'ping\n', ' ping', 'pin', 'ping\0', 'gru\u0308ß', '"ping"', '\ufeffping'])(
    '%j is none',
    (payload) => {
      expect(matches(messages, payload)).toBe(false);
    },
  );

  test('bytes that are no UTF-8 are none', () => {
    expect(matches(messages, Uint8Array.from([0xff]))).toBe(false);
    expect(matches([text('\ufffd')], Uint8Array.from([0xff]))).toBe(false);
  });
});

describe('JSON', () => {
  const messages = [
    json({ '/type': ['subscribe', 'unsubscribe'] }),
    json({ '/3': ['heartbeat'], '/2': ['phoenix'] }),
  ];

  test.each([
    '{"type":"subscribe"}',
    '{"id":1,"type":"unsubscribe","payload":{"type":"order"}}',
    '\n{ "type" : "\\u0073ubscribe" }',
    '[null,"7","phoenix","heartbeat",{}]',
  ])('%s is one', (payload) => {
    expect(matches(messages, payload)).toBe(true);
  });

  test.each([
    '{"type":"order"}',
    '{"type":["subscribe"]}',
    '{"type":"subscribe","type":"order"}',
    '{"type":"order","type":"subscribe"}',
    '{"type":"subscribe","Type":"order"}',
    '{"type":"subscribe","TYPE":1}',
    '{"type":"subscribe"}{"type":"order"}',
    '{"type":"subscribe",}',
    "{'type':'subscribe'}",
    '{"type":"subscribe"} // comment',
    '[{"type":"subscribe"}]',
    '{"3":"heartbeat","2":"phoenix"}',
    '[null,"7","topic","heartbeat",{}]',
    '"subscribe"',
    'null',
    '',
    '\ufeff{"type":"subscribe"}',
    '{"__proto__":{"type":"subscribe"}}',
  ])('%s is none', (payload) => {
    expect(matches(messages, payload)).toBe(false);
  });

  test('all of a pattern must hold, and an empty one holds for nothing', () => {
    const both = [json({ '/a': ['1'], '/b': ['2'] })];
    expect(matches(both, '{"a":"1","b":"2"}')).toBe(true);
    expect(matches(both, '{"a":"1"}')).toBe(false);
    expect(matches([json({})], '{}')).toBe(false);
    expect(matches([], '{}')).toBe(false);
  });
});
