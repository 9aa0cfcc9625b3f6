import { describe, expect, it } from 'vitest';
import type { Status, Stillness } from '../../api/schema.ts';
import { stillnessVerdict } from './stillness-verdict.ts';

const orders = { name: 'orders', state: 'stopped' } as Stillness['databases'][number];

function verdict(word: string, stillness: Partial<Stillness>) {
  const whole = {
    since: null,
    direction: 'on',
    phase: 'watch',
    missing: [],
    databases: [orders],
    ...stillness,
  };
  return stillnessVerdict({ word, stillness: whole } as unknown as Status);
}

describe('the verdict', () => {
  it('is none where nothing is declared', () => {
    expect(stillnessVerdict({ word: 'enforced (HTTP only)', stillness: null })).toBeNull();
  });

  it('is still since when the server says so, and only then', () => {
    expect(verdict('still', { since: 7 })).toEqual({ kind: 'still', since: 7 });
    expect(verdict('still', { since: null })).toMatchObject({ kind: 'not-still' });
    expect(verdict('enforced', { since: 7 })).toMatchObject({ kind: 'not-still' });
    expect(verdict('not yet enforced', { since: 7 })).toEqual({ kind: 'not-enforced' });
  });

  it.each<[string, Partial<Stillness>, object]>([
    ['the phase', { phase: 'drain', missing: ['a'] }, { kind: 'phase', phase: 'drain' }],
    ['what is missing', { missing: ['a', 'b'] }, { kind: 'missing', count: 2 }],
    ['that there is no database', { databases: [] }, { kind: 'no-database' }],
    ['that none is closed', { databases: [{ ...orders, state: 'running' }] }, { kind: 'no-database-closed' }],
    ['that nobody has looked', {}, { kind: 'not-seen-yet' }],
  ])('names %s', (_what, stillness, why) => {
    expect(verdict('enforced', stillness)).toEqual({ kind: 'not-still', why });
  });

  it('goes by what is on its way before anything else', () => {
    expect(verdict('open', { direction: 'off', phase: 'resume-workers' })).toEqual({
      kind: 'turning-off',
      phase: 'resume-workers',
    });
    expect(verdict('open', { direction: null, phase: null })).toEqual({ kind: 'open' });
    expect(verdict('forced closed', { direction: null, phase: null })).toEqual({ kind: 'forced' });
  });
});
