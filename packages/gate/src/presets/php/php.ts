import { readFields } from '../../model/parse-given.ts';
import { readGroups } from '../../model/parse-production.ts';
import type { PolicyInput } from '../../model/policy.ts';
import { type PresetOptions, readWith } from '../read-with.ts';
import { phpPolicy, phpProduction } from './php-policy.ts';

export interface PhpOptions {
  /** Members are not restricted by production mode; the application's identity source must know groups. @default [] */
  readonly everyoneExcept?: readonly string[];
}

/**
 * What any application in PHP may have beside itself: database managers, phpinfo(), switches of Xdebug, errors on pages. Who
 * is signed in is the application's own: name its `identity`. Throws PORTCULLIS_POLICY_INVALID with every problem.
 */
export function php(options: PhpOptions = {}, { path = 'preset' }: PresetOptions = {}): PolicyInput {
  const exceptGroups = readWith(options, path, (given) => {
    const { everyoneExcept } = readFields(given, ['everyoneExcept']);
    return readGroups(everyoneExcept) ?? [];
  });
  return { ...phpPolicy, production: { ...phpProduction, restricted: { exceptGroups } } };
}
