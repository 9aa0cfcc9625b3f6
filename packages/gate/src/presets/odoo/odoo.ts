import type { PolicyInput } from '../../model/policy.ts';
import { type PresetOptions, readWith } from '../read-with.ts';
import { odooPolicy } from './odoo-policy.ts';
import { type OdooOptions, readOdooOptions } from './read-odoo-options.ts';

export type { OdooOptions } from './read-odoo-options.ts';

/**
 * The policy of an Odoo, 16 to 19, with nothing installed in it. Throws PORTCULLIS_POLICY_INVALID with every problem of the
 * options.
 */
export function odoo(options: OdooOptions = {}, { path = 'preset' }: PresetOptions = {}): PolicyInput {
  return odooPolicy(readWith(options, path, readOdooOptions));
}
