import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';

/** Options that every command has, in the same words. */
export function withCommonOptions(command: Command, { environment }: CommandContext): Command {
  return command
    .option('-c, --config <file>', 'configuration file (default: portcullis.config.{ts,js,mjs,json} here)')
    .option(
      '--state-directory <directory>',
      `where secret, break-glass file, last state and control socket live (default: the configured one, or ${environment.stateDirectory})`,
    )
    .option('--site <name>', 'the site (default: the configured one, PORTCULLIS_SITE, or "default")')
    .option('--json', 'print one JSON document instead of text');
}
