import type { PolicyInput } from '../../model/policy.ts';
import { type PresetOptions, readWith } from '../read-with.ts';
import { nodeProduction } from './production.ts';
import { type NodeOptions, readNodeOptions } from './read-node-options.ts';

export type { NodeOptions } from './read-node-options.ts';

/**
 * Production mode for applications on Node.js, whatever their framework: the tools of developers that they bring along are
 * shut, and what frameworks and web servers show of themselves is masked. It says nothing of maintenance: that is the
 * owner's to say. Throws PORTCULLIS_POLICY_INVALID with every problem of the options.
 */
export function node(options: NodeOptions = {}, { path = 'preset' }: PresetOptions = {}): PolicyInput {
  return { production: nodeProduction(readWith(options, path, readNodeOptions)) };
}
