import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, reconnectDelayMs } from './event-stream.ts';

const parse = (...pieces: readonly string[]) => {
  const parser = createEventParser();
  return pieces.flatMap((piece) => parser(piece));
};

describe('events of a stream', () => {
  it.each([
    ['one event', 'event: status\ndata: {"a":1}\n\n', [{ type: 'status', data: '{"a":1}' }]],
    ['no name', 'data: x\n\n', [{ type: 'message', data: 'x' }]],
    ['data in lines', 'data: a\ndata: b\n\n', [{ type: 'message', data: 'a\nb' }]],
    ['no space', 'data:x\n\n', [{ type: 'message', data: 'x' }]],
    [
      'comments, ids and unknown fields',
      ': alive\n\nid: 7\nretry: 5\nfoo\ndata: x\n\n',
      [{ type: 'message', data: 'x' }],
    ],
    [
      'carriage returns',
      'event: a\r\ndata: x\r\n\r\nevent: b\rdata: y\r\r',
      [
        { type: 'a', data: 'x' },
        { type: 'b', data: 'y' },
      ],
    ],
    ['an event without data', 'event: status\n\ndata: x\n\n', [{ type: 'message', data: 'x' }]],
    ['an event that is not whole', 'data: x\n', []],
  ])('%s', (_name, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  it('are the same however the text was cut', () => {
    const text = 'event: status\r\ndata: {"mode":"closed"}\r\n\r\n: alive\r\ndata: a\r\ndata: b\r\n\r\n';
    const whole = parse(text);
    expect(whole).toHaveLength(2);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((place, index) => text.slice(places[index], place));
        expect(parse(...pieces)).toEqual(whole);
      }),
    );
  });
});

describe('the wait before the next try', () => {
  it('grows, is bounded, and differs', () => {
    expect([0, 1, 2, 3].map((failures) => reconnectDelayMs(failures, 1))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(reconnectDelayMs(400, 1)).toBe(15_000);
    expect(reconnectDelayMs(400, 0)).toBe(7_500);
  });
});
