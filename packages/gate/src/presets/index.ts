import type { AnswerProtocol } from '../answer/index.ts';
import { odooAnswers, odooReloadAnswers } from './odoo/answers.ts';

export { type NodeOptions, node } from './node/node.ts';
export { type OdooOptions, odoo } from './odoo/odoo.ts';
export { type PhpOptions, php } from './php/php.ts';
export { type PresetInput, type PresetName, presetNames, readPreset } from './read-preset.ts';
export { withPreset } from './with-preset.ts';
export { type WordPressOptions, wordpress } from './wordpress/wordpress.ts';

/** By the name that a policy gives them. */
export const dialects: Readonly<Record<string, readonly AnswerProtocol[]>> = {
  odoo: odooAnswers,
  'odoo-reload': odooReloadAnswers,
};
