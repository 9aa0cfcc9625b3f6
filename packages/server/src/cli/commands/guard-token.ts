import { PortcullisError } from '@portcullis/gate';
import type { PostgresGuard } from '@portcullis/quiesce/postgres';
import type { Command } from 'commander';
import type { OpenGuard } from '../../databases/open-guard.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Output, printable } from '../output.ts';
import { describeDuration, parseDurationWithin } from '../parse-time.ts';
import { type GuardOptions, withGuard, withGuardOptions } from '../with-guard.ts';

interface CreateOptions extends GuardOptions {
  readonly for: string;
}

/** Tokens for approved requests: one transaction at a time writes on while the database is closed. */
export function addGuardTokenCommand(
  guard: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  const token = guard
    .command('token')
    .summary('let single transactions write while it is closed: create, list, revoke')
    .description(
      'PostgreSQL. With a token an application asks for one transaction at a time, inside of it:\n' +
        "  select portcullis.admit('…')\n" +
        'It is good for any number of transactions until it ends or is revoked. As who installed the guard.',
    );
  withGuardOptions(token.command('create'))
    .summary('create a token and print it, once')
    .argument('<label>', 'who or what it is for, such as repair-script; on record with each transaction')
    .option('--for <duration>', 'how long it is good, at most 24h', '1h')
    .action(async (label: string, options: CreateOptions) => {
      const ttlMs = parseDurationWithin(options.for, '--for', { least: '1s', most: '24h' });
      setExitCode(
        await withGuard(context, options, async (opened, _, output) => {
          const created = await tokensOf(opened).create({ label, ttlSeconds: ttlMs / 1_000 });
          if (options.json) output.json(created);
          else {
            output.line(created.token);
            output.note(
              `For ${printable(label)}, good for ${options.for}. Shown only now; its hash is kept, as ${created.fingerprint}.`,
            );
          }
          return exitCodes.done;
        }),
      );
    });
  withGuardOptions(token.command('list'))
    .summary('which tokens there are, and until when')
    .action(async (options: GuardOptions) =>
      setExitCode(await withGuard(context, options, (opened, _, output) => list(opened, options, output))),
    );
  withGuardOptions(token.command('revoke'))
    .summary('end a token, for transactions that have begun as well')
    .argument('<token>', 'its label, or its fingerprint as `guard token list` shows it')
    .action(async (which: string, options: GuardOptions) =>
      setExitCode(
        await withGuard(context, options, (opened, _, output) => revoke(opened, { which, options, output })),
      ),
    );
}

async function list(opened: OpenGuard, options: GuardOptions, output: Output): Promise<number> {
  const tokens = await tokensOf(opened).list();
  if (options.json) output.json({ tokens });
  else if (tokens.length === 0) output.line('No tokens.');
  else {
    output.table(
      ['fingerprint', 'for', 'good for'],
      tokens.map(({ fingerprint, label, expiresAt, hasExpired }) => [
        fingerprint,
        label,
        hasExpired ? 'expired' : `until ${expiresAt.toISOString()}`,
      ]),
    );
  }
  return exitCodes.done;
}

async function revoke(
  opened: OpenGuard,
  {
    which,
    options,
    output,
  }: { readonly which: string; readonly options: GuardOptions; readonly output: Output },
): Promise<number> {
  const waitMs = 5_000;
  const result = await tokensOf(opened).revoke(which, { timeoutMs: waitMs });
  if (result === 'in-use') {
    throw new PortcullisError(
      'PORTCULLIS_GUARD_REFUSED',
      `Nothing was revoked: a transaction that was admitted by it has not ended within ${describeDuration(waitMs)}. Revoke again when it has, or end its session.`,
    );
  }
  if (result.revoked === 0) {
    throw new PortcullisError(
      'PORTCULLIS_NOT_FOUND',
      `No token is called ${JSON.stringify(which)}, by label or fingerprint. Those there are: portcullis guard token list.`,
    );
  }
  if (options.json) output.json(result);
  else
    output.line(
      `Revoked ${result.revoked === 1 ? printable(which) : `${result.revoked} tokens of ${printable(which)}`}.`,
    );
  return exitCodes.done;
}

function tokensOf(opened: OpenGuard): PostgresGuard['tokens'] {
  if (opened.engine === 'postgres') return opened.guard.tokens;
  throw new PortcullisError(
    'PORTCULLIS_USAGE',
    'Tokens are for PostgreSQL. In SQLite write before it is closed, or name the table with --bookkeeping when closing.',
  );
}
