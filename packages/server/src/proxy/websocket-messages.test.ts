import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeFrame, FrameCursor } from './websocket-frame.ts';
import { ClientMessages, MAX_MESSAGE_BYTES } from './websocket-messages.ts';

const mask = Uint8Array.from([1, 2, 3, 250]);

interface Shape {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly first?: number;
  readonly masked?: boolean;
  readonly form?: 126 | 127;
}

function frame(
  text: string | Uint8Array,
  { opcode = 1, fin = true, first = 0, masked = true, form }: Shape = {},
) {
  const body = Buffer.from(text);
  const wide = form ?? (body.length < 126 ? 0 : body.length < 65_536 ? 126 : 127);
  const sizes = Buffer.alloc(wide === 0 ? 0 : wide === 126 ? 2 : 8);
  if (wide === 126) sizes.writeUInt16BE(body.length);
  if (wide === 127) sizes.writeBigUInt64BE(BigInt(body.length));
  const head = [(fin ? 0x80 : 0) | first | opcode, (masked ? 0x80 : 0) | (wide === 0 ? body.length : wide)];
  const key = masked ? mask : new Uint8Array(0);
  return Buffer.concat([Buffer.from(head), sizes, key, body.map((byte, i) => byte ^ (key[i & 3] ?? 0))]);
}

const isPing = (payload: Uint8Array) => Buffer.from(payload).toString() === 'ping';
const anything = () => true;

interface Outcome {
  readonly passed: Buffer;
  readonly problem: string | null;
}

/** Pushes chunks until there is a problem, as the tunnel does. */
function run(messages: ClientMessages, chunks: readonly Uint8Array[]): Outcome {
  const passed: Uint8Array[] = [];
  for (const chunk of chunks) {
    const { pass, problem } = messages.push(chunk);
    passed.push(...pass);
    if (problem !== null) return { passed: Buffer.concat(passed), problem };
  }
  return { passed: Buffer.concat(passed), problem: null };
}

/** Every way to cut, drawn from the sizes of pieces. */
function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[index % sizes.length] ?? 1);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('with a filter', () => {
  test.each([
    ['a declared message', frame('ping'), null],
    ['another text', frame('pong'), 'not-declared'],
    ['a declared text as bytes', frame('ping', { opcode: 2 }), 'not-declared'],
    ['an empty message', frame(''), 'not-declared'],
    ['no mask', frame('ping', { masked: false }), 'protocol'],
    ['RSV1, a compressed message', frame('ping', { first: 0x40 }), 'protocol'],
    ['RSV2', frame('ping', { first: 0x20 }), 'protocol'],
    ['RSV3', frame('ping', { first: 0x10 }), 'protocol'],
    ['RSV1 on a ping', frame('', { opcode: 9, first: 0x40 }), 'protocol'],
    ['a reserved opcode', frame('ping', { opcode: 3 }), 'protocol'],
    ['a reserved control opcode', frame('ping', { opcode: 11 }), 'protocol'],
    ['a part without a beginning', frame('ping', { opcode: 0 }), 'protocol'],
    ['a fragmented ping', frame('', { opcode: 9, fin: false }), 'protocol'],
    ['a ping of 126 bytes', frame(Buffer.alloc(126), { opcode: 9 }), 'protocol'],
    ['a length in more bytes than it needs', frame('ping', { form: 126 }), 'protocol'],
    ['a length in 64 bits that needs 16', frame(Buffer.alloc(200, 'a'), { form: 127 }), 'protocol'],
    ['a length of 2^63', Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 'protocol'],
    ['a length of 2^40', Buffer.from([0x81, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]), 'too-large'],
    ['a ping and a pong', Buffer.concat([frame('x', { opcode: 9 }), frame('', { opcode: 10 })]), null],
  ])('%s', (_name, bytes, problem) => {
    for (const sizes of [[], [1], [3, 1, 5]]) {
      const outcome = run(new ClientMessages(isPing), cut(bytes, sizes));
      expect(outcome).toEqual({ passed: problem === null ? bytes : Buffer.alloc(0), problem });
    }
  });

  test('a declared message in parts, with a ping between them, goes on byte for byte once it is whole', () => {
    const parts = [
      frame('p', { fin: false }),
      frame('', { opcode: 0, fin: false }),
      frame('are you there?', { opcode: 9 }),
      frame('ing', { opcode: 0 }),
    ];
    const messages = new ClientMessages(isPing);
    for (const part of parts.slice(0, -1)) expect(run(messages, [part]).passed).toHaveLength(0);
    expect(messages.awaited).not.toBe(0);
    expect(run(messages, parts.slice(-1))).toEqual({ passed: Buffer.concat(parts), problem: null });
    expect(messages.awaited).toBe(0);
  });

  test.each([
    ['whole is another one', [frame('p', { fin: false }), frame('ong', { opcode: 0 })], 'not-declared'],
    ['begins anew inside', [frame('p', { fin: false }), frame('ping')], 'protocol'],
    ['is broken off by a close', [frame('p', { fin: false }), frame('', { opcode: 8 })], 'not-declared'],
    ['begins as bytes', [frame('p', { opcode: 2, fin: false })], 'not-declared'],
  ])('a message in parts that %s: none of them goes on', (_name, frames, problem) => {
    const before = frame('ping');
    const outcome = run(new ClientMessages(isPing), [Buffer.concat([before, ...frames])]);
    expect(outcome).toEqual({ passed: before, problem });
  });

  test('64 KB are read, one byte more is not, in one frame or in many', () => {
    const most = Buffer.alloc(MAX_MESSAGE_BYTES, 'a');
    const parts = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        frame(Buffer.alloc(1024, 'a'), { opcode: index === 0 ? 1 : 0, fin: index === count - 1 }),
      );
    expect(run(new ClientMessages(anything), [frame(most)]).problem).toBeNull();
    expect(run(new ClientMessages(anything), parts(64)).problem).toBeNull();
    const more = Buffer.concat([most, Buffer.from('a')]);
    // By its head alone, before it is held.
    expect(run(new ClientMessages(anything), [frame(more).subarray(0, 14)]).problem).toBe('too-large');
    expect(run(new ClientMessages(anything), parts(65)).problem).toBe('too-large');
  });

  test('a message of empty parts does not grow for ever', () => {
    const messages = new ClientMessages(anything);
    const empty = Buffer.concat(Array.from({ length: 1000 }, () => frame('', { opcode: 0, fin: false })));
    const chunks = [frame('', { fin: false }), ...Array.from({ length: 100 }, () => empty)];
    expect(run(messages, chunks)).toEqual({ passed: Buffer.alloc(0), problem: 'too-large' });
  });

  test('nothing follows the close of the client', () => {
    const close = frame(Buffer.from([3, 232]), { opcode: 8 });
    const messages = new ClientMessages(isPing);
    expect(run(messages, [Buffer.concat([close, frame('pong')])])).toEqual({ passed: close, problem: null });
    expect(run(messages, [frame('ping')]).passed).toHaveLength(0);
    expect(messages.endsWhole).toBe(false);
  });

  test('that is taken away, what was held goes on', () => {
    const messages = new ClientMessages(isPing);
    const half = frame('pong').subarray(0, 7);
    expect(run(messages, [half]).passed).toHaveLength(0);
    expect(Buffer.concat(messages.setFilter(null).pass)).toEqual(half);
    expect(messages.endsWhole).toBe(false);
    expect(run(messages, [frame('pong').subarray(7)])).toMatchObject({ problem: null });
  });
});

describe('a filter that comes later', () => {
  const other = frame('pong');
  const inParts = Buffer.concat([
    frame('p', { fin: false }),
    frame('', { opcode: 9 }),
    frame('ong', { opcode: 0 }),
  ]);

  test.each([
    ['between two messages', other, other.length],
    ['inside the head of one', other, 1],
    ['inside one', other, 8],
    ['between the parts of one', inParts, 7],
    ['inside a part of one', inParts, inParts.length - 2],
    ['inside a ping', frame('x', { opcode: 9 }), 3],
  ])('%s judges from the next one on', (_name, message, at) => {
    const messages = new ClientMessages(null);
    const first = run(messages, [message.subarray(0, at)]);
    expect(first.passed).toEqual(message.subarray(0, at));
    expect(messages.setFilter(isPing).problem).toBeNull();
    expect(messages.awaited !== 0).toBe(at !== message.length);
    const rest = run(messages, [Buffer.concat([message.subarray(at), frame('ping'), frame('pong')])]);
    expect(rest.problem).toBe('not-declared');
    expect(rest.passed).toEqual(Buffer.concat([message.subarray(at), frame('ping')]));
    expect(messages.endsWhole).toBe(true);
  });

  test('finds no messages where the frames made no sense', () => {
    const messages = new ClientMessages(null);
    const nonsense = Buffer.from('GET / HTTP/1.1\r\n\r\n');
    expect(run(messages, [nonsense, frame('ping')])).toEqual({
      passed: Buffer.concat([nonsense, frame('ping')]),
      problem: null,
    });
    expect(messages.endsWhole).toBe(false);
    expect(messages.setFilter(isPing).problem).toBe('protocol');
  });
});

describe('any bytes at all', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const shaped = fc
    .record({
      opcode: fc.constantFrom(0, 0, 1, 1, 1, 2, 3, 8, 9, 9, 10, 15),
      fin: fc.boolean(),
      first: fc.constantFrom(0, 0, 0, 0, 0x40),
      masked: fc.constantFrom(true, true, true, true, false),
      text: fc.constantFrom('ping', 'p', 'ing', '', 'pong', 'x'.repeat(130)),
    })
    .map(({ text, ...shape }) => new Uint8Array(frame(text, shape)));
  const stream = fc
    .array(fc.oneof({ weight: 6, arbitrary: shaped }, { weight: 1, arbitrary: bytes }), { maxLength: 12 })
    .map((parts) => Buffer.concat(parts));
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 });

  test('never throw, go on as a prefix, and are judged alike however they are cut', () => {
    fc.assert(
      fc.property(stream, sizes, (wire, pieces) => {
        const whole = run(new ClientMessages(isPing), [wire]);
        const inPieces = run(new ClientMessages(isPing), cut(wire, pieces));
        expect(inPieces).toEqual(whole);
        expect(wire.subarray(0, whole.passed.length)).toEqual(whole.passed);
      }),
      { numRuns: 3_000 },
    );
  });

  test('go on as whole frames, of declared messages only', () => {
    fc.assert(
      fc.property(stream, sizes, (wire, pieces) => {
        const { passed } = run(new ClientMessages(isPing), cut(wire, pieces));
        const cursor = new FrameCursor();
        let text = '';
        for (let at = 0; at < passed.length; ) {
          const end = cursor.advance(passed, at);
          expect(end).not.toBe(-1);
          expect(cursor.isMasked && cursor.rsv === 0).toBe(true);
          const part = passed.subarray(cursor.payloadStart, end);
          const clear = Buffer.alloc(part.length);
          cursor.unmask(part, clear, 0);
          if (cursor.opcode < 8) {
            text += clear.toString();
            if (cursor.fin) {
              expect(text).toBe('ping');
              text = '';
            }
          }
          cursor.next();
          at = end;
        }
        expect(text).toBe('');
      }),
      { numRuns: 3_000 },
    );
  });

  test('pass without a filter, every one of them', () => {
    fc.assert(
      fc.property(stream, sizes, (wire, pieces) => {
        expect(run(new ClientMessages(null), cut(wire, pieces))).toEqual({ passed: wire, problem: null });
      }),
      { numRuns: 1_000 },
    );
  });
});

test('close frames: plain for a client, masked for a server, never too long', () => {
  expect(closeFrame(1008, 'read-only')).toEqual(
    Buffer.concat([Buffer.from([0x88, 11, 0x03, 0xf0]), Buffer.from('read-only')]),
  );
  expect(closeFrame(1001, '', mask)).toEqual(Buffer.from([0x88, 0x82, 1, 2, 3, 250, 0x03 ^ 1, 0xe9 ^ 2]));
  expect(closeFrame(1008, 'x'.repeat(500))).toHaveLength(127);
});

test('what stands behind a close frame stays, though the filter came within a message', () => {
  const frame = (first: number, text: string) =>
    Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
  const messages = new ClientMessages(null);
  messages.push(frame(0x01, 'half'));
  messages.setFilter(() => true);
  const close = frame(0x88, '');
  const { pass, problem } = messages.push(Buffer.concat([frame(0x89, ''), close, frame(0x81, 'more')]));
  expect(Buffer.concat(pass)).toEqual(Buffer.concat([frame(0x89, ''), close]));
  expect(problem).toBeNull();
  expect(messages.push(frame(0x81, 'more')).pass).toEqual([]);
});
