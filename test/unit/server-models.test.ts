import { expect, test } from 'vitest';
import { serverModels } from '../../packages/gate/test/properties/server-models.ts';
import { readCases } from '../corpora/cases.ts';

const measuredModels = serverModels.filter(({ measured }) => measured !== null);
const cases = readCases('paths').flatMap(({ target, resolved = {} }) =>
  target === null ? [] : [{ target, resolved }],
);

/** The handlers of the servers that were measured. */
function handlerOf(path: string): string {
  if (/^\/admin(?:\/|$)/.test(path)) return 'admin';
  return path === '/login' || path === '/status' ? path.slice(1) : 'other';
}

test.each(measuredModels)(
  '$name reaches what the real one was measured to reach',
  ({ measured, resolve }) => {
    const wrong: string[] = [];
    let compared = 0;
    for (const { target, resolved } of cases) {
      const handler = resolved[measured ?? '']?.split(' ')[0] ?? 'n/a';
      if (handler === 'n/a') continue;
      compared += 1;
      const modelled = resolve(target).map(handlerOf);
      // Broader than the server where it is guarded, narrower where it is let in: never the other way round.
      if (handler === 'admin' && !modelled.includes('admin')) wrong.push(`${target} is admin`);
      if (handler === 'other' && modelled.some((one) => one === 'login' || one === 'status')) {
        wrong.push(`${target} is ${handler}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  },
);
