import { type Actor, isSameActor, isWindow, type Switch } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { policySchema } from '../../control/api/policy-routes.ts';
import type { ControlClient } from '../../control/control-client.ts';
import type { ModeInForce } from '../../control/mode-in-force.ts';
import type { SiteStatus } from '../../control/site-status.ts';
import { type CommandContext, type CommonOptions, connectToServer, resolvePlaceAnyhow } from '../context.ts';
import { mayDecide } from '../decision-words.ts';
import { describeForced } from '../describe-forced.ts';
import { describeModes } from '../describe-modes.ts';
import { describeRuleBriefly } from '../describe-rule-briefly.ts';
import { describeWord } from '../describe-word.ts';
import { exitCodes } from '../exit-codes.ts';
import { printable } from '../output.ts';
import { describeDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { fencedLines } from '../show-enforced.ts';
import { showStillness } from '../show-stillness.ts';
import { notSilentWithOptions, removalsOf } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface StatusOptions extends CommonOptions {
  readonly remove?: string;
  readonly reason?: string;
  readonly anyway?: boolean;
}

export function addStatusCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('status'), context)
    .summary('which mode, who did it, is it enforced, what still writes')
    .description(
      'Tells the mode, who set it and why, what every instance enforces, and which writes still run.\n' +
        'With --json also every route of the policy.',
    )
    .option('--remove <instance>', 'take an instance off the list that will not come back')
    .option('-r, --reason <text>', 'why it is removed; goes on record')
    .option('--anyway', 'with --remove: although it was heard just now')
    .action(async (options: StatusOptions) => setExitCode(await status(context, options)));
}

async function status(context: CommandContext, options: StatusOptions): Promise<number> {
  const reason =
    options.remove === undefined
      ? ''
      : requireReason(options.reason, `status --remove ${options.remove} --reason "host is scrapped"`);
  const { client } = await connectToServer(context, options);
  if (options.remove !== undefined) {
    const path = `/instances/${encodeURIComponent(options.remove)}/remove`;
    const body = { actor: context.environment.user, reason, anyway: options.anyway ?? false };
    await client.post(path, body).catch((error: unknown) => {
      throw notSilentWithOptions(error);
    });
  }
  let found: SiteStatus;
  try {
    found = await client.get<SiteStatus>('/status');
  } catch (error) {
    await showWhatIsKnown(context, options, client);
    throw error;
  }
  if (options.json) {
    const { routes } = await client.get<z.output<typeof policySchema>>('/policy');
    context.output.json({ ...found, routes });
  } else show(context, found);
  return found.enforcement.enforced ? exitCodes.done : exitCodes.notYetEnforced;
}

function show(
  { output, nowMs }: CommandContext,
  { switch: current, inForce, now, enforcement, ...status }: SiteStatus,
): void {
  const { paint } = output;
  const forced = describeForced({ inForce, switchMode: current.mode, nowMs: nowMs() });
  const mode = forced === null ? current.mode : inForce.mode;
  const word = enforcement.enforced ? paint.green(status.word) : paint.red(status.word);
  const words = [forced === null ? '' : paint.red(forced), status.word === mode ? '' : word];
  // What is forced is said already; that it is not what was asked for is not.
  if (forced !== null && enforcement.enforced) words.pop();
  output.line(
    [paint.bold(`${status.site}: ${describeModes({ mode, areas: current.areas })}`), ...words]
      .filter((part) => part !== '')
      .join('  '),
  );
  if (inForce.breakGlassDamaged !== null)
    output.line(`  ${paint.yellow('warning')} ${printable(inForce.breakGlassDamaged)}`);
  const meaning = describeWord(status);
  if (meaning !== null) output.line(`  ${meaning}`);
  for (const line of describeRuleBriefly(status.effectiveRuleSaid)) output.line(`  ${line}`);
  for (const line of describeWho(current, now)) output.line(`  ${line}`);
  if (current.production)
    output.line('  production mode is on (portcullis production says for whom, and since when)');
  if (current.expected) {
    const left = current.expected.earliest - now;
    output.line(
      left > 0
        ? `  expected back in ${describeDuration(left)}`
        : `  ${paint.yellow(`overdue since ${describeDuration(-left)}`)}`,
    );
  }
  if (current.expires) output.line(`  opens by itself in ${describeDuration(current.expires.at - now)}`);
  for (const warning of status.warnings) output.line(`  ${paint.yellow('warning')} ${printable(warning)}`);
  if (status.warningsSaid.some((said) => said?.code === 'guard-closed'))
    output.line('  To open its guard: portcullis guard open --database …');
  output.line('');
  output.table(
    ['instance', 'state', 'mode', 'why', 'epoch', 'seen', 'writes in flight'],
    enforcement.instances.map(({ instance, state, lagMs }) => [
      instance.id,
      state,
      instance.effectiveMode,
      instance.why,
      String(instance.epoch),
      `${(lagMs / 1000).toFixed(1)} s ago`,
      String(instance.writesInFlightCount),
    ]),
  );
  if (enforcement.instances.length > 1) output.line(`This is what ${status.instance} says.`);
  if (status.webhooks !== null && status.webhooks.waiting + status.webhooks.failed > 0)
    output.line(`webhooks  ${describeHeld(status.webhooks)}: portcullis webhooks`);
  showStillness(output, status.stillness, { now, instances: enforcement.instances.length });
  for (const line of enforcement.missing) output.line(`${paint.red('missing')}  ${printable(line)}`);
  for (const line of fencedLines(enforcement)) output.line(`${paint.yellow('fenced')}  ${printable(line)}`);
  const next = [
    ...removalsOf(enforcement).map(printable),
    ...(mayDecide(status.stillness) ? ['To decide how it goes on: portcullis stillness'] : []),
    ...(isWindow(current) ? ['To open again: portcullis off'] : []),
  ];
  if (next.length > 0) output.line(`\n${next.join('\n')}`);
}

function describeHeld({ waiting, failed }: NonNullable<SiteStatus['webhooks']>): string {
  return [
    ...(waiting === 0 ? [] : [`${waiting} held, to be delivered once their routes are open`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ].join(', ');
}

/** A server without its store still says what it enforces; without a server the disk knows what was enforced last. */
async function showWhatIsKnown(
  context: CommandContext,
  options: CommonOptions,
  client: ControlClient,
): Promise<void> {
  if (options.json) return;
  const found = await client.get<ModeInForce>('/in-force').catch(() => null);
  if (found === null) await showLastKnown(context, options);
  else {
    const how = found.why === 'store' ? 'as its store said last' : `why: ${found.why}`;
    context.output.note(
      `The server runs and enforces ${describeModes(found)} (${how}). It cannot use its store now, so nothing can be changed but by: portcullis break-glass`,
    );
  }
}

async function showLastKnown(context: CommandContext, options: CommonOptions): Promise<void> {
  const { output, nowMs } = context;
  const { site, stateDirectory } = await resolvePlaceAnyhow(context, options);
  const host = createHostState({ directory: stateDirectory });
  const known = await host.readLastKnown(site).catch(() => null);
  if (known !== null) {
    const at = new Date(known.savedAt).toISOString();
    output.note(
      `No server answers. Last known on this host (${at}): ${describeModes(known.switch)}, epoch ${known.switch.epoch}.`,
    );
  }
  const { override, damaged } = await host.readBreakGlass(site);
  if (damaged !== null) output.note(`The break-glass file cannot be used: ${printable(damaged)}.`);
  if (override === null) return;
  const until = new Date(override.expiresAt).toISOString();
  const what = `${override.mode}, ${printable(override.reason)}`;
  output.note(
    nowMs() < override.expiresAt
      ? `A break-glass override is in place until ${until}: ${what}.`
      : `A break-glass override expired at ${until}: ${what}. It forces nothing any more.`,
  );
}

/** Who opened the window, who changed its mode since, and who changed only what is said of it: one, two or three people. */
function describeWho(current: Switch, now: number): readonly string[] {
  const { since, setBy, opened, actor, reason } = current;
  if (since === 0) return [];
  const ago = (at: number, by: Actor) => `${describeDuration(now - at)} ago, by ${printable(by.name)}`;
  const changed = isWindow(current)
    ? [
        ...(opened === null ? [] : [`window opened ${ago(opened.at, opened.by)}`]),
        ...(opened?.at === since ? [] : [`mode last changed ${ago(since, setBy)}`]),
      ]
    : [`since ${describeDuration(now - since)}, by ${printable(setBy.name)}`];
  return [
    ...changed,
    ...(isSameActor(actor, setBy) ? [] : [`last changed by ${printable(actor.name)} (not its mode)`]),
    // Of its own: a change of production mode keeps the reason that somebody else gave.
    ...(reason === '' ? [] : [`reason: ${printable(reason)}`]),
  ];
}
