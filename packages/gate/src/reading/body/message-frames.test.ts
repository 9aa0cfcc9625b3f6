import { expect, test } from 'vitest';
import { parseContentType } from './content-type.ts';
import { framesIn } from './message-frames.ts';

function isMessage(type: string, bytes: readonly number[]): boolean {
  const contentType = parseContentType(type);
  if (contentType === null) throw new Error(type);
  return framesIn(contentType, Uint8Array.from(bytes)) !== null;
}

const empty = [0, 0, 0, 0, 0];

test.each([
  ['application/grpc', empty, true],
  ['application/grpc+proto', empty, true],
  ['application/grpc-web', empty, true],
  ['application/grpc-web+proto', [0, 0, 0, 0, 2, 7, 7], true],
  ['application/grpc-web', [0, 0, 0, 0, 1, 7, 0x80, 0, 0, 0, 1, 7], true],
  ['application/grpc-web', [1, 0, 0, 0, 0], true],
  ['application/grpc-web', [], true],
  // Text of a length that begins like JSON is a message only where the type says so.
  ['application/json', empty, false],
  ['x-application/grpc', empty, false],
  ['application/grpc-web-text', empty, false],
  ['application/grpc-web;x=y', empty, true],
  // Flags that nobody gave a meaning: white space and braces are such.
  ['application/grpc-web', [2, 0, 0, 0, 0], false],
  ['application/grpc-web', [0x20, 0, 0, 0, 0], false],
  ['application/grpc-web', [0x7b, 0, 0, 0, 0], false],
  ['application/grpc-web', [0, 0, 0, 0], false],
  ['application/grpc-web', [0, 0, 0, 0, 2, 7], false],
  ['application/grpc-web', [0, 0, 0, 0, 1, 7, 7], false],
  ['application/grpc-web', [...empty, 0x7b], false],
  ['application/connect+json', empty, true],
  ['application/connect+proto', [1, 0, 0, 0, 2, 7, 7], true],
  ['application/connect+json', [0, 0, 0, 0, 1, 7, 2, 0, 0, 0, 1, 7], true],
  ['application/connect', empty, false],
  ['application/connect+json', [4, 0, 0, 0, 0], false],
  ['application/connect+json', [0x80, 0, 0, 0, 0], false],
  ['application/connect+json', [0x20, 0, 0, 0, 0], false],
  ['application/connect+json', [0, 0, 0, 0, 2, 7], false],
  ['application/connect+json', [...empty, 0x7b], false],
])('%s, %j: %s', (type, bytes, expected) => {
  expect(isMessage(type, bytes)).toBe(expected);
});

test('messages one by one, and which of them are compressed', () => {
  const contentType = parseContentType('application/connect+json');
  if (contentType === null) throw new Error('malformed');
  const body = Uint8Array.from([0, 0, 0, 0, 2, 7, 8, 1, 0, 0, 0, 1, 9]);
  expect(framesIn(contentType, body)).toEqual([
    { isCompressed: false, bytes: Uint8Array.from([7, 8]) },
    { isCompressed: true, bytes: Uint8Array.from([9]) },
  ]);
});

test('10,000 messages and no more', () => {
  const contentType = parseContentType('application/grpc');
  if (contentType === null) throw new Error('malformed');
  expect(framesIn(contentType, new Uint8Array(50_000))).toHaveLength(10_000);
  expect(framesIn(contentType, new Uint8Array(50_005))).toBeNull();
});
