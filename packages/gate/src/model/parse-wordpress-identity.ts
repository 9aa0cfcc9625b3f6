import { type Given, readFields, readInteger } from './parse-given.ts';
import { readRoleMap } from './parse-role-map.ts';
import type { WordPressInput } from './policy.ts';

const keys = ['kind', 'roles', 'cacheSeconds', 'timeoutMs'] as const;

export function readWordPress(given: Given): WordPressInput {
  const fields = readFields(given, keys);
  return {
    kind: 'wordpress',
    // Editors change what readers see, and no settings: who wants them inside says so.
    roles: fields.roles.value === undefined ? { administrator: 'admin' } : readRoleMap(fields.roles),
    // Each question starts WordPress twice, which takes it a few hundred milliseconds.
    cacheSeconds: readInteger(fields.cacheSeconds, { fallback: 30, least: 15, most: 60 }),
    timeoutMs: readInteger(fields.timeoutMs, { fallback: 2_000, least: 50, most: 10_000 }),
  };
}
