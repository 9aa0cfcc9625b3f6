import { expect, it } from 'vitest';
import { gateName, isGateNameOf } from './gate-name.ts';

const ours = 'a'.repeat(64);
const theirs = `${'a'.repeat(15)}b${'a'.repeat(48)}`;

it('a name of a key is for its holder alone, whatever it says after the colon', () => {
  for (const id of ['web-1', '', ':', `${gateName(theirs, 'web-1')}`, 'web-1.2']) {
    expect(isGateNameOf(ours, gateName(ours, id)), id).toBe(true);
    expect(isGateNameOf(theirs, gateName(ours, id)), id).toBe(false);
  }
  for (const name of ['web-1', '', ours, 'a'.repeat(16), `:${'a'.repeat(16)}:web-1`, ours.toUpperCase()]) {
    expect(isGateNameOf(ours, name), name).toBe(false);
  }
});
