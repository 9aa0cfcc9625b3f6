import type { Switch } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import type { productionSchema, TurnProductionBody } from '../../control/api/production-routes.ts';
import type { SiteStatus } from '../../control/site-status.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { describeProduction } from '../describe-production.ts';
import { exitCodes } from '../exit-codes.ts';
import { finishChange } from '../finish-change.ts';
import { type Output, printable } from '../output.ts';
import { parseDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { missingWithOptions, productionWithForce } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface TurnOptions extends CommonOptions {
  readonly reason?: string;
  readonly wait: string;
  readonly force?: boolean;
}

export function addProductionCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  const production = program
    .command('production')
    .summary('production mode: on, off, whom it restricts and what it shuts')
    .description(
      'Production mode keeps debug tools and technical errors from a restricted group. It is no window: everybody goes on\nreading and writing. What it does is said by policy.production, which a preset fills: "preset": "odoo".',
    );

  for (const what of ['on', 'off'] as const) {
    const command = withCommonOptions(production.command(what), context)
      .summary(`turn it ${what}, and wait until every instance follows`)
      .option('-r, --reason <text>', 'why; goes on record (required)')
      .addOption(new Option('--wait <duration>', 'how long to wait until it is enforced').default('30s'))
      .action(async (options: TurnOptions) => setExitCode(await turn(context, what, options)));
    if (what === 'on') command.option('--force', 'although nobody could sign in any more');
  }

  withCommonOptions(production.command('status', { isDefault: true }), context)
    .summary('whether it is on, who turned it, what it does, what it shut lately')
    .action(async (options: CommonOptions) => setExitCode(await status(context, options)));
}

const usualReasons = { on: 'go-live', off: 'looking for the cause of an error' } as const;

async function turn(context: CommandContext, what: 'on' | 'off', options: TurnOptions): Promise<number> {
  const { environment, output } = context;
  const reason = requireReason(options.reason, `production ${what} --reason "${usualReasons[what]}"`);
  const waitMs = parseDuration(options.wait, '--wait');
  const { client } = await connectToServer(context, options);
  const body: TurnProductionBody = {
    reason,
    actor: environment.user,
    ...(options.force === true && { force: true }),
  };
  const result = await client
    .post<{ switch: Switch; changed: boolean }>(`/production/${what}`, body)
    .catch((error: unknown) => Promise.reject(productionWithForce(error)));
  return finishChange(context, {
    client,
    result,
    waitMs,
    json: options.json === true,
    show(site) {
      const { instances } = site.enforcement;
      if (!result.changed) output.note(`Production mode is ${what} already: nothing was changed.`);
      output.line(
        `${output.paint.bold(`production mode is ${what}`)} at ${instances.length} of ${instances.length}.`,
      );
      showUpstreamDown(output, site);
    },
  });
}

async function status(context: CommandContext, options: CommonOptions): Promise<number> {
  const { output } = context;
  const { client } = await connectToServer(context, options);
  const [found, site] = await Promise.all([
    client.get<z.output<typeof productionSchema>>('/production'),
    client.get<SiteStatus>('/status'),
  ]);
  const { enforcement } = site;
  if (options.json) output.json({ ...found, enforced: enforcement.enforced });
  else {
    describeProduction(context, found);
    showUpstreamDown(output, site);
    for (const line of missingWithOptions(enforcement))
      output.line(`${output.paint.red('missing')}  ${printable(line)}`);
  }
  return enforcement.enforced ? exitCodes.done : exitCodes.notYetEnforced;
}

/** Of the warnings of `status` this one alone: production mode works on responses, and there are none. */
function showUpstreamDown({ line, paint }: Output, { warnings, warningsSaid }: SiteStatus): void {
  const down = warnings.filter((_, at) => warningsSaid[at]?.code === 'upstream-down');
  for (const warning of down) line(`  ${paint.yellow('warning')} ${printable(warning)}`);
}
