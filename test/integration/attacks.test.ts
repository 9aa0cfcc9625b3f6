import { describe, expect, it } from 'vitest';
import { attackFiles, readAttacks } from '../attacks/attack-case.ts';
import { replay } from '../attacks/replay.ts';

// What attackers tried who knew the code: every case through a real gate, judged by the application's record.
describe.each(attackFiles)('%s', (name) => {
  it('holds, but for what is known not to', async () => {
    const file = readAttacks(name);
    const complaints = (await replay(file)).flatMap(({ one, problems }) => {
      if (one.result === 'held') return problems.map((problem) => `${one.id} ${one.name}: ${problem}`);
      return problems.length > 0 ? [] : [`${one.id} holds now: say so in ${name}`];
    });
    expect(complaints).toEqual([]);
    expect(new Set(file.cases.map(({ id }) => id)).size).toBe(file.cases.length);
  });
});
