import { type Pass, passDefaultTtlMs, passLongestTtlMs } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import type { PassCreateBody } from '../../control/control-schema.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { printable } from '../output.ts';
import { describeDuration, parseDuration } from '../parse-time.ts';
import { withCommonOptions } from './common-options.ts';

type ListedPass = Omit<Pass, 'tokenHash'> & { readonly fingerprint: string };

interface CreateOptions extends CommonOptions {
  readonly scope: 'read' | 'write';
  readonly for: string;
}

export function addPassCommand(program: Command, context: CommandContext): void {
  const pass = program
    .command('pass')
    .summary('personal passes: create, list, revoke')
    .description(
      'A pass lets one person through: for a time, to read or to write, redeemed once, on record.',
    );

  withCommonOptions(pass.command('create'))
    .summary('create a pass and print its link, once')
    .argument('<subject>', 'who it is for, such as mia@example.com')
    .addOption(new Option('-s, --scope <scope>', 'what it allows').choices(['read', 'write']).default('read'))
    .option(
      '--for <duration>',
      `how long it is good, at most ${hours(passLongestTtlMs)}`,
      hours(passDefaultTtlMs),
    )
    .action(async (subject: string, options: CreateOptions) => {
      const { client } = await connectToServer(context, options);
      const created = await client.post<{ pass: ListedPass; link: string }>('/passes', {
        subject,
        scope: options.scope,
        ttlMs: parseDuration(options.for, '--for'),
        actor: context.environment.user,
      } satisfies PassCreateBody);
      if (options.json) return context.output.json(created);
      context.output.line(created.link);
      context.output.note(
        `One use, to ${options.scope}, good for ${options.for}. Shown only now; opening it asks before it is used up.`,
      );
    });

  withCommonOptions(pass.command('list'))
    .summary('who has a pass, and whether it was redeemed')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { passes } = await client.get<{ passes: readonly ListedPass[] }>('/passes');
      if (options.json) return context.output.json({ passes });
      if (passes.length === 0) return context.output.line('No passes.');
      const now = context.nowMs();
      context.output.table(
        ['id', 'for', 'scope', 'state', 'created by'],
        passes.map((pass) => [pass.id, pass.subject, pass.scope, stateOf(pass, now), pass.createdBy]),
      );
    });

  withCommonOptions(pass.command('revoke'))
    .summary('end a pass and every session made with it')
    .argument('<id>', 'as `pass list` shows it')
    .action(async (id: string, options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const revoked = await client.post(`/passes/${encodeURIComponent(id)}/revoke`, {
        actor: context.environment.user,
      });
      if (options.json) context.output.json(revoked);
      else context.output.line(`Revoked ${printable(id)}.`);
    });
}

function hours(durationMs: number): string {
  return `${durationMs / 3_600_000}h`;
}

function stateOf(pass: ListedPass, now: number): string {
  if (pass.revokedAt !== null) return 'revoked';
  if (pass.expiresAt <= now) return 'expired';
  const left = `${describeDuration(pass.expiresAt - now)} left`;
  return pass.redeemedAt === null ? `not redeemed, ${left}` : `in use, ${left}`;
}
