import { type OperatorRole, PortcullisError } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import type { operatorSchema } from '../../control/api/operator-routes.ts';
import type { ControlClient } from '../../control/control-client.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { firstOwner } from '../first-owner.ts';
import { printable } from '../output.ts';
import { describeDuration } from '../parse-time.ts';
import { withCommonOptions } from './common-options.ts';

type ListedOperator = z.output<typeof operatorSchema>;

interface Invitation {
  readonly operator: ListedOperator;
  readonly code: string;
  readonly expiresAt: number;
}

interface InviteOptions extends CommonOptions {
  readonly role: OperatorRole;
}

export function addOperatorCommand(program: Command, context: CommandContext): void {
  const { output, environment } = context;
  const operator = program
    .command('operator')
    .summary('who works with the console: list, invite, reset, disable, remove')
    .description(
      'People who sign in to the console. Whoever has a shell on this host may do all of it: the way back in when\nnobody can sign in.',
    );

  withCommonOptions(operator.command('enrol'), context)
    .summary('a new code for the first owner')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const made = await client.post<{ code: string; link: string | null; expiresAt: number }>(
        '/enrolment-codes',
        {},
      );
      if (options.json) output.json(made);
      else output.line(firstOwner(made, context.nowMs()));
    });

  withCommonOptions(operator.command('list', { isDefault: true }), context)
    .summary('everybody, with role and sessions')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { operators } = await client.get<{ operators: readonly ListedOperator[] }>('/operators');
      if (options.json) return output.json({ operators });
      if (operators.length === 0)
        return output.line('Nobody yet. The first owner: portcullis operator enrol');
      output.table(
        ['name', 'role', 'state', 'signs in with', 'second factor', 'sessions'],
        operators.map((one) => [
          one.name,
          one.role,
          one.state,
          one.signsInWith,
          one.secondFactor ? 'yes' : 'no',
          String(one.sessions),
        ]),
      );
    });

  withCommonOptions(operator.command('invite'), context)
    .summary('invite somebody; the code is shown once')
    .argument('<name>', 'how they are called, such as mia or mia@example.com')
    .addOption(
      new Option('-r, --role <role>', 'what they may do')
        .choices(['viewer', 'support', 'operator', 'owner'])
        .default('operator'),
    )
    .action(async (name: string, options: InviteOptions) => {
      const { client } = await connectToServer(context, options);
      const body = { name, role: options.role, actor: environment.user };
      showInvitation(await client.post<Invitation>('/operators', body), options);
    });

  withCommonOptions(operator.command('reset'), context)
    .summary('take password and second factor away, and invite again')
    .argument('<name>', 'as `operator list` shows it')
    .action(async (name: string, options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { id } = await find(client, name);
      const body = { actor: environment.user };
      showInvitation(await client.post<Invitation>(`/operators/${id}/reset`, body), options);
    });

  withCommonOptions(operator.command('disable'), context)
    .summary('end every session and let nobody sign in; --undo lets them in again')
    .argument('<name>', 'as `operator list` shows it')
    .option('--undo', 'enable again')
    .action(async (name: string, options: CommonOptions & { readonly undo?: boolean }) => {
      const { client } = await connectToServer(context, options);
      const { id, version } = await find(client, name);
      const disabled = options.undo !== true;
      const changed = await client.patch(`/operators/${id}`, { version, disabled, actor: environment.user });
      if (options.json) output.json(changed);
      else output.line(`${disabled ? 'Disabled' : 'Enabled'} ${printable(name)}.`);
    });

  withCommonOptions(operator.command('remove'), context)
    .summary('remove somebody with all sessions')
    .argument('<name>', 'as `operator list` shows it')
    .action(async (name: string, options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const { id } = await find(client, name);
      const removed = await client.delete(`/operators/${id}?actor=${encodeURIComponent(environment.user)}`);
      if (options.json) output.json(removed);
      else output.line(`Removed ${printable(name)}.`);
    });

  function showInvitation(invitation: Invitation, options: CommonOptions): void {
    if (options.json) {
      output.json(invitation);
      return;
    }
    const { operator: invited, code, expiresAt } = invitation;
    output.line(code);
    output.note(
      `The code of ${printable(invited.name)} (${invited.role}), shown only now and good for ${describeDuration(expiresAt - context.nowMs())}. They enter it in the console, under "I have a code".`,
    );
  }
}

async function find(client: ControlClient, name: string): Promise<ListedOperator> {
  const { operators } = await client.get<{ operators: readonly ListedOperator[] }>('/operators');
  const wanted = name.toLowerCase();
  const found = operators.find((one) => one.id === name || one.name.toLowerCase() === wanted);
  if (found !== undefined) return found;
  const known = operators.map((one) => one.name).join(', ') || 'nobody';
  throw new PortcullisError(
    'PORTCULLIS_NOT_FOUND',
    `There is no operator ${JSON.stringify(name)}. There is: ${known}.`,
  );
}
