import { describe, expect, it } from 'vitest';
import { createPasswordHasher, type HashWork } from './password-hasher.ts';

/** Work that ends when the test says so. */
function heldWork() {
  const held: (() => void)[] = [];
  const started: string[] = [];
  const work: HashWork = {
    hash: async () => 'hash',
    verify: (_, password) => {
      started.push(password);
      return new Promise((resolve) => held.push(() => resolve(true)));
    },
  };
  return { work, held, started };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('createPasswordHasher', () => {
  it('makes PHC texts of argon2id that only the password fits, however its accents are typed', async () => {
    const passwords = createPasswordHasher();
    const asker = { network: 'a', isKnown: false };
    const stored = await passwords.hash('pass\u00e9', asker);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(stored, 'passe\u0301', asker)).toBe(true);
    expect(await passwords.verify(stored, 'passe', asker)).toBe(false);
    expect(await passwords.verify(null, 'pass\u00e9', asker)).toBe(false);
    expect(passwords.isOutdated(stored)).toBe(false);
    expect(passwords.isOutdated(stored.replace('m=19456', 'm=4096'))).toBe(true);
    expect(passwords.isOutdated(stored.replace('t=2', 't=1'))).toBe(true);
  });

  it('works on a few at a time, and turns away what would wait too long', async () => {
    const { work, held, started } = heldWork();
    const passwords = createPasswordHasher({ work, parallel: 2, longestQueue: 3, perNetwork: 9 });
    const all = Array.from({ length: 7 }, (_, index) =>
      passwords
        .verify('stored', `p${index}`, { network: `n${index}`, isKnown: false })
        .catch((error) => error.code),
    );
    await settled();
    expect(started).toEqual(['p0', 'p1']);
    expect(await Promise.all(all.slice(5))).toEqual([
      'PORTCULLIS_TOO_MANY_TRIES',
      'PORTCULLIS_TOO_MANY_TRIES',
    ]);
    while (held.length > 0) {
      held.shift()?.();
      await settled();
    }
    expect(await Promise.all(all.slice(0, 5))).toEqual([true, true, true, true, true]);
  });

  it('takes known people before strangers, and of one network only some', async () => {
    const { work, held, started } = heldWork();
    const passwords = createPasswordHasher({ work, parallel: 1, perNetwork: 2 });
    const verify = (password: string, network: string, isKnown = false) =>
      passwords
        .verify('stored', password, { network, isKnown })
        .catch((error: { code: string }) => error.code);
    const flood = ['f0', 'f1', 'f2'].map((password) => verify(password, 'flood'));
    const others = [verify('other', 'elsewhere'), verify('known', 'flood', true)];
    expect(await flood[2]).toBe('PORTCULLIS_TOO_MANY_TRIES');
    for (let count = 0; count < 4; count += 1) {
      await settled();
      held.shift()?.();
    }
    await Promise.all([...flood, ...others]);
    expect(started).toEqual(['f0', 'known', 'f1', 'other']);
  });
});
