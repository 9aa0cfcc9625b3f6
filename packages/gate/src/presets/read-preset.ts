import { isPlainObject, readChoice } from '../model/parse-given.ts';
import type { PolicyInput } from '../model/policy.ts';
import { node } from './node/node.ts';
import { odoo } from './odoo/odoo.ts';
import { php } from './php/php.ts';
import { readWith } from './read-with.ts';
import { wordpress } from './wordpress/wordpress.ts';

/** As a configuration names one: alone, or with its options beside the name. */
export type PresetInput = PresetName | { readonly name: PresetName; readonly [option: string]: unknown };

export type PresetName = (typeof presetNames)[number];

export const presetNames = ['odoo', 'wordpress', 'php', 'node'] as const;

/**
 * The policy of a preset as a configuration names it: `"odoo"`, or `{ "name": "odoo", … }` with its options. Throws
 * PORTCULLIS_POLICY_INVALID with every problem found.
 */
export function readPreset(input: unknown): PolicyInput {
  const isNamed = isPlainObject(input);
  const { name: given, ...options } = isNamed ? input : { name: input };
  const name = readWith(given, isNamed ? 'preset.name' : 'preset', (value) => readChoice(value, presetNames));
  switch (name) {
    case 'odoo':
      return odoo(options);
    case 'php':
      return php(options);
    case 'wordpress':
      return wordpress(options);
    case 'node':
      return node(options);
  }
}
