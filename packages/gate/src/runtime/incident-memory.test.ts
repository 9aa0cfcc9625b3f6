import { expect, it } from 'vitest';
import type { TechnicalError } from '../ports/incident-sink.ts';
import { createIncidentMemory } from './incident-memory.ts';

const day = 24 * 60 * 60 * 1_000;

function errorOf(overrides: Partial<TechnicalError> = {}): TechnicalError {
  return {
    method: 'GET',
    target: '/orders/7?token=secret',
    status: 500,
    channel: 'exception',
    name: 'TypeError',
    original: 'TypeError: x\n    at y',
    subject: 'grace',
    role: 'visitor',
    clientAddress: '203.0.113.7',
    ...overrides,
  };
}

function createMemory() {
  let now = 1_750_000_000_000;
  const memory = createIncidentMemory({ wallMs: () => now });
  const advance = (ms: number) => {
    now += ms;
  };
  return { ...memory, advance };
}

it('finds an incident for a day, however its id was written down', () => {
  const { keep, find, advance } = createMemory();
  const id = keep(errorOf());
  expect(find(` ${id.toLowerCase().replace('-', '')}`)).toEqual({
    id,
    at: 1_750_000_000_000,
    method: 'GET',
    path: '/orders/7…',
    status: 500,
    channel: 'exception',
    name: 'TypeError',
    original: 'TypeError: x\n    at y',
    isCut: false,
    subject: 'grace',
    role: 'visitor',
    clientAddress: '203.0.113.7',
  });
  expect(find('K7Q2-9FMX')).toBeNull();
  advance(day - 1);
  expect(find(id)).not.toBeNull();
  advance(1);
  expect(find(id)).toBeNull();
});

it('keeps the newest 200', () => {
  const { keep, find } = createMemory();
  const ids = Array.from({ length: 201 }, (_, index) => keep(errorOf({ status: 400 + index })));
  expect(ids.map((id) => find(id)?.status)).toEqual([
    undefined,
    ...ids.slice(1).map((_, index) => 401 + index),
  ]);
});

it.each([
  ['ASCII', 'x'.repeat(70_000), 65_536],
  ['two bytes each', 'é'.repeat(40_000), 32_768],
  ['a character that would be cut in two', `x${'é'.repeat(40_000)}`, 32_768],
  ['bytes', new Uint8Array(70_000).fill(0x78), 65_536],
])('cuts what is longer than 64 KB: %s', (_, original, length) => {
  const { keep, find } = createMemory();
  const found = find(keep(errorOf({ original })));
  expect([found?.isCut, found?.original.length, found?.original.includes('\ufffd')]).toEqual([
    true,
    length,
    false,
  ]);
});
