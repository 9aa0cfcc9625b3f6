import { type Pass, passDefaultTtlMs, passLongestTtlMs } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import type { CreatePassBody } from '../../control/api/pass-routes.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { printable } from '../output.ts';
import { parseOriginOption } from '../parse-origin-option.ts';
import { describeDuration, parseDurationWithin } from '../parse-time.ts';
import { thisMachineOnly } from '../this-machine-only.ts';
import { withCommonOptions } from './common-options.ts';

type ListedPass = Omit<Pass, 'tokenHash'> & { readonly fingerprint: string };

interface CreateOptions extends CommonOptions {
  readonly scope: 'read' | 'write';
  readonly test?: boolean;
  readonly for: string;
  readonly url?: string;
}

export function addPassCommand(program: Command, context: CommandContext): void {
  const pass = program
    .command('pass')
    .summary('personal passes: create, list, revoke')
    .description(
      'A pass lets one person through: for a time, to read or to write, redeemed once, on record.',
    );

  withCommonOptions(pass.command('create'), context)
    .summary('create a pass and print its link, once')
    .description(
      'Creates a pass and prints its link, once. It may look at pages only; whoever repairs needs --scope write,\nand a second credential beside it: a sign-in, a trusted network or the admin host.',
    )
    .argument('<subject>', 'who it is for, such as mia@example.com')
    .addOption(new Option('-s, --scope <scope>', 'what it allows').choices(['read', 'write']).default('read'))
    .option(
      '--for <duration>',
      `how long it is good, at most ${hours(passLongestTtlMs)}`,
      hours(passDefaultTtlMs),
    )
    .option(
      '--test',
      'for a test run, with --scope write: the jobs of what its holder does run, all others stay held',
    )
    .option('--url <origin>', 'where its holder reaches the gate (default: where the pass can write)')
    .action((subject: string, options: CreateOptions) => create(context, subject, options));

  withCommonOptions(pass.command('list'), context)
    .summary('who has a pass, and whether it was redeemed')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { passes } = await client.get<{ passes: readonly ListedPass[] }>('/passes');
      if (options.json) return context.output.json({ passes });
      if (passes.length === 0) return context.output.line('No passes.');
      const now = context.nowMs();
      context.output.table(
        ['id', 'for', 'scope', 'state', 'created by'],
        passes.map((pass) => [pass.id, pass.subject, scopeOf(pass), stateOf(pass, now), pass.createdBy]),
      );
    });

  withCommonOptions(pass.command('revoke'), context)
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

interface CreatedPass {
  readonly pass: ListedPass;
  readonly link: string;
  readonly isFromThisMachine: boolean;
  /** With nothing but the pass its holder may change things where the gate would send him. */
  readonly writesThere: boolean;
  /** The second credentials that the policy knows: `through admin.example.com`. */
  readonly pathsToWrite: readonly string[];
}

async function create(context: CommandContext, subject: string, options: CreateOptions): Promise<void> {
  const { output, environment } = context;
  const body: CreatePassBody = {
    subject,
    scope: options.scope,
    isTest: options.test ?? false,
    ttlMs: parseDurationWithin(options.for, '--for', { least: '1m', most: hours(passLongestTtlMs) }),
    url: options.url === undefined ? null : parseOriginOption(options.url, '--url'),
    actor: environment.user,
  };
  const { client } = await connectToServer(context, options);
  const created = await client.post<CreatedPass>('/passes', body);
  if (options.json) return output.json(created);
  output.line(created.link);
  if (created.isFromThisMachine) output.note(thisMachineOnly(created.link));
  output.note(
    `One use, to ${options.scope}, good for ${options.for}. Shown only now; opening it asks before it is used up.`,
  );
  if (options.scope === 'read') output.note('It changes nothing: whoever repairs needs --scope write.');
  else if (!created.writesThere) output.note(secondCredential(created));
}

/** A pass is one of two credentials. */
function secondCredential({ pathsToWrite }: CreatedPass): string {
  return pathsToWrite.length > 0
    ? `To change things its holder comes ${pathsToWrite.join(' or ')}: a pass is one of two credentials.`
    : 'It can only read: a pass is one of two credentials, and the policy knows no other. Add policy.identity, an admin host or a trusted network.';
}

function hours(durationMs: number): string {
  return `${durationMs / 3_600_000}h`;
}

function scopeOf({ scope, isTest }: ListedPass): string {
  return isTest ? `${scope}, test run` : scope;
}

function stateOf(pass: ListedPass, now: number): string {
  if (pass.revokedAt !== null) return 'revoked';
  if (pass.expiresAt <= now) return 'expired';
  const left = `${describeDuration(pass.expiresAt - now)} left`;
  return pass.redeemedAt === null ? `not redeemed, ${left}` : `in use, ${left}`;
}
