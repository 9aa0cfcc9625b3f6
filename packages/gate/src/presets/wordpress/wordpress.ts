import type { Role } from '../../model/identity.ts';
import { readFields } from '../../model/parse-given.ts';
import { readGroups } from '../../model/parse-production.ts';
import { readRoleMap } from '../../model/parse-role-map.ts';
import type { PolicyInput } from '../../model/policy.ts';
import { php } from '../php/php.ts';
import { type PresetOptions, readWith } from '../read-with.ts';
import { withPreset } from '../with-preset.ts';
import { wordpressPolicy, wordpressProduction } from './wordpress-policy.ts';

export interface WordPressOptions {
  /** Roles of WordPress to roles here. @default { "administrator": "admin" } */
  readonly roles?: Readonly<Record<string, Role>>;
  /** Roles of WordPress whose holders production mode does not restrict, beside administrators. @default [] */
  readonly everyoneExcept?: readonly string[];
}

/**
 * The policy of a WordPress, with nothing installed in it, beside what the preset `php` says. Throws
 * PORTCULLIS_POLICY_INVALID with every problem of the options.
 */
export function wordpress(
  options: WordPressOptions = {},
  { path = 'preset' }: PresetOptions = {},
): PolicyInput {
  const { roles, everyoneExcept } = readWith(options, path, (given) => {
    const fields = readFields(given, ['roles', 'everyoneExcept']);
    return {
      roles: fields.roles.value === undefined ? undefined : readRoleMap(fields.roles),
      everyoneExcept: readGroups(fields.everyoneExcept) ?? [],
    };
  });
  return withPreset(php(), {
    ...wordpressPolicy,
    identity: [{ kind: 'wordpress', ...(roles && { roles }) }],
    production: { ...wordpressProduction, restricted: { exceptGroups: everyoneExcept } },
  });
}
