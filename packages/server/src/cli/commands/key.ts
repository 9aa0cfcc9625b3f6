import { type ControlScope, controlScopes, PortcullisError } from '@portcullis/gate';
import { type Command, InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import type { keySchema } from '../../control/api/operator-routes.ts';
import type { ControlClient } from '../../control/control-client.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { printable } from '../output.ts';
import { describeDuration } from '../parse-time.ts';
import { withCommonOptions } from './common-options.ts';

type ListedKey = z.output<typeof keySchema>;

interface CreateOptions extends CommonOptions {
  readonly scope: readonly ControlScope[];
  /** Days. */
  readonly expires: number | 'never';
}

const mostDays = 730;
const usualDays = 90;

export function addKeyCommand(program: Command, context: CommandContext): void {
  const { output, environment } = context;
  const key = program
    .command('key')
    .summary('keys of programs: create, list, revoke')
    .description(
      'A program uses the control API with a key: it may do what the scopes of the key say, and is on record by its name.',
    );

  withCommonOptions(key.command('create'), context)
    .summary('make a key and print it, once')
    .description(
      'Makes a key and prints it, once; nothing but its hash is stored. Each scope stands alone: switch does not\ninclude read. With switch a program turns on and off without anybody proving who it is.\ngate is for gates inside an application; one key for each, and one that ends takes its gates along.',
    )
    .argument('<name>', 'what the program is called on record, such as deploy')
    .option('-s, --scope <scopes>', `any of ${controlScopes.join(', ')}, with commas`, readScopes, ['read'])
    .option('--expires <days>', `after so many days, 1 to ${mostDays}, or never`, readDays, usualDays)
    .action(async (name: string, options: CreateOptions) => {
      const { client } = await connectToServer(context, options);
      const made = await client.post<{ key: ListedKey; token: string }>('/keys', {
        name,
        scopes: options.scope,
        expiresInDays: options.expires === 'never' ? null : options.expires,
        actor: environment.user,
      });
      if (options.json) return output.json(made);
      output.line(made.token);
      const { expiresAt, scopes } = made.key;
      const end = expiresAt === null ? 'until it is revoked' : describeDuration(expiresAt - context.nowMs());
      output.note(
        `The key of ${printable(name)}, shown only now. It may: ${scopes.join(', ')}. Good for: ${end}.`,
      );
      output.note("Programs send it as Authorization: Bearer KEY to the console's address.");
    });

  withCommonOptions(key.command('list', { isDefault: true }), context)
    .summary('every key, ended ones too, and when it was last used')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { keys } = await client.get<{ keys: readonly ListedKey[] }>('/keys');
      if (options.json) return output.json({ keys });
      if (keys.length === 0) return output.line('No keys. One for a program: portcullis key create NAME');
      const now = context.nowMs();
      output.table(
        ['id', 'name', 'scopes', 'state', 'last used', 'created by'],
        keys.map((one) => [
          one.id,
          one.name,
          one.scopes.join(', '),
          stateOf(one, now),
          one.lastUsedAt === null ? 'never' : `${describeDuration(now - one.lastUsedAt)} ago`,
          one.createdBy,
        ]),
      );
    });

  withCommonOptions(key.command('revoke'), context)
    .summary('end a key; the next request with it is refused')
    .argument('<key>', 'its id or name, as `key list` shows it')
    .action(async (idOrName: string, options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { id, name } = await find(client, idOrName, context.nowMs());
      const revoked = await client.post(`/keys/${encodeURIComponent(id)}/revoke`, {
        actor: environment.user,
      });
      if (options.json) output.json(revoked);
      else output.line(`Revoked ${printable(name)}.`);
    });
}

function readScopes(text: string): readonly ControlScope[] {
  return text.split(',').map((word) => {
    const found = controlScopes.find((scope) => scope === word.trim());
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Expected any of ${controlScopes.join(', ')}.`);
  });
}

function readDays(text: string): CreateOptions['expires'] {
  if (text === 'never') return text;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= mostDays) return days;
  throw new InvalidArgumentError(`Expected a number of days from 1 to ${mostDays}, or never.`);
}

/** A name may have been given again after its key ended; of several that are good only the id tells which. */
async function find(client: ControlClient, idOrName: string, now: number): Promise<ListedKey> {
  const { keys } = await client.get<{ keys: readonly ListedKey[] }>('/keys');
  const byId = keys.find(({ id }) => id === idOrName);
  if (byId !== undefined) return byId;
  const named = keys.filter((one) => one.name === idOrName && isGood(one, now));
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  if (named.length > 1) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${named.length} keys have the name ${JSON.stringify(idOrName)}. Say which by its id: ${named.map(({ id }) => id).join(', ')}.`,
    );
  }
  const known = keys.filter((one) => isGood(one, now)).map(({ name }) => name);
  throw new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    `There is no active key ${JSON.stringify(idOrName)}. There is: ${known.join(', ') || 'none'}.`,
  );
}

function isGood({ revokedAt, expiresAt }: ListedKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function stateOf({ revokedAt, expiresAt }: ListedKey, now: number): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'no end';
  return expiresAt <= now ? 'expired' : `${describeDuration(expiresAt - now)} left`;
}
