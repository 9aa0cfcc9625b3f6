import { PortcullisError } from '@portcullis/gate';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ControlClient } from '../../control/control-client.ts';
import { type CommandContext, type CommonOptions, connectToServer } from '../context.ts';
import { type Output, printable } from '../output.ts';
import { parseLimit } from '../parse-limit.ts';
import { describeDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { withCommonOptions } from './common-options.ts';

/** What the control API says of one webhook. */
interface ShownWebhook {
  readonly name: string;
  readonly provider: string | null;
  readonly during: string | null;
  readonly lacksSecret: boolean;
  readonly waiting: number;
  readonly failed: number;
  readonly onItsWay: number;
  readonly oldestAt: number | null;
  readonly delivered: number;
  readonly paused: { readonly by: string; readonly reason: string } | null;
}

interface ShownHeld {
  readonly id: string;
  readonly sequence: number;
  readonly webhook: string;
  readonly state: string;
  readonly receivedAt: number;
  readonly bytes: number;
  readonly isBehind: boolean;
  readonly isSkipped: boolean;
  readonly attempts: number;
  readonly dueAt: number;
  readonly leaseUntil: number | null;
  readonly isVerified: boolean;
  readonly lastAttempt: {
    readonly at: number;
    readonly status: number | null;
    readonly problem: string | null;
  } | null;
}

interface HeldOptions extends CommonOptions {
  readonly state?: string;
  readonly after?: number;
  readonly limit: number;
}

interface DecisionOptions extends CommonOptions {
  readonly reason?: string;
  readonly all?: string;
  readonly state?: BulkState;
  readonly count?: number;
}

const bulkStates = ['failed', 'waiting'] as const;
type BulkState = (typeof bulkStates)[number];

export function addWebhooksCommand(program: Command, context: CommandContext): void {
  const webhooks = program
    .command('webhooks')
    .summary('webhooks that are held and delivered later: list, look at one, replay, skip, drop, pause')
    .description(
      'Calls of other systems that came while their route was not open. They are delivered in order once it is.',
    );

  withCommonOptions(webhooks.command('list', { isDefault: true }), context)
    .summary('how many of each are held, failed and delivered')
    .action(async (options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const answer = await client.get<{ now: number; webhooks: ShownWebhook[] }>('/webhooks');
      if (options.json) context.output.json(answer);
      else showWebhooks(context.output, answer);
    });

  withCommonOptions(webhooks.command('held'), context)
    .summary('what waits or failed, oldest first')
    .argument('[webhook]', 'of this one alone, such as "POST /webhooks/stripe"')
    .addOption(
      new Option('--state <state>', 'what is in this one alone, over or not').choices([
        'waiting',
        'failed',
        'delivered',
        'dropped',
      ]),
    )
    .option('--limit <count>', 'how many at most', (text: string) => parseLimit(text, 500), 50)
    .option('--after <number>', 'what comes behind: a full list names the number', parseSequence)
    .action((webhook: string | undefined, options: HeldOptions) => listHeld(context, webhook, options));

  withCommonOptions(webhooks.command('show'), context)
    .summary('one with what its sender said; goes on record')
    .argument('<id>', 'as `webhooks held` shows it')
    .action(async (id: string, options: CommonOptions) => {
      const { client } = await connectToServer(context, options);
      const path = `/webhooks/held/${encodeURIComponent(id)}?actor=${encodeURIComponent(context.environment.user)}`;
      const answer = await client.get<ShownOriginal>(path);
      if (options.json) context.output.json(answer);
      else showOriginal(context.output, answer);
    });

  for (const { decision, summary, done } of decisions) {
    withCommonOptions(webhooks.command(decision), context)
      .summary(summary)
      .argument('[id]', 'as `webhooks held` shows it')
      .option('--all <webhook>', 'every one of this webhook that failed, or waits, instead of one')
      .addOption(
        new Option('--state <state>', 'with --all: which of them (default: failed)').choices(bulkStates),
      )
      .option(
        '--count <number>',
        'with --all: how many they are (drop needs it), or of those that wait how many of the oldest; when there are not that many nothing is changed',
        parseCount,
      )
      .option('-r, --reason <text>', 'why (needed); goes on record')
      .action((id: string | undefined, options: DecisionOptions) =>
        decide(context, { decision, done, id, options }),
      );
  }

  for (const { decision, summary } of pauses) {
    withCommonOptions(webhooks.command(decision), context)
      .summary(summary)
      .argument('<webhook>', 'such as "POST /webhooks/stripe"')
      .option('-r, --reason <text>', 'why (needed); goes on record')
      .action(async (webhook: string, options: DecisionOptions) => {
        const reason = requireReason(options.reason, `webhooks ${decision} "${webhook}" --reason "…"`);
        const { client } = await connectToServer(context, options);
        const body = { decision, webhook, reason, actor: context.environment.user };
        const result = await client.post<{ changed: number }>('/webhooks/decide', body);
        if (options.json) context.output.json(result);
        else
          context.output.line(
            decision === 'pause'
              ? `Nothing of ${printable(webhook)} is delivered until: portcullis webhooks resume ${JSON.stringify(webhook)} --reason "…"`
              : `Delivery of ${printable(webhook)} goes on.`,
          );
      });
  }
}

const decisions = [
  {
    decision: 'replay',
    summary: 'try one now, or all that failed; a failed one begins anew',
    done: 'tried now',
  },
  {
    decision: 'skip',
    summary: 'let those behind one that failed, or is tried again and again, go on without it',
    done: 'skipped: those behind go on',
  },
  {
    decision: 'drop',
    summary: 'never deliver one, or all that failed or wait',
    done: 'dropped, never to be delivered',
  },
] as const;

const pauses = [
  { decision: 'pause', summary: 'deliver nothing of one webhook until it is resumed' },
  { decision: 'resume', summary: 'deliver again what was paused' },
] as const;

interface Deciding {
  readonly decision: 'replay' | 'skip' | 'drop';
  readonly done: string;
  readonly id: string | undefined;
  readonly options: DecisionOptions;
}

async function decide(context: CommandContext, { decision, done, id, options }: Deciding): Promise<void> {
  const { all, state = 'failed', count } = options;
  if ((id === undefined) === (all === undefined)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `Expected either an id or --all WEBHOOK, got ${id === undefined ? 'neither' : 'both'}: portcullis webhooks ${decision} ID --reason "…". See portcullis webhooks held.`,
    );
  }
  const beside = count !== undefined ? '--count' : options.state === undefined ? null : '--state';
  if (id !== undefined && beside !== null) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `Expected ${beside} together with --all, got an id with it.`,
    );
  }
  const reason = requireReason(options.reason, `webhooks ${decision} ${id ?? `--all "${all}"`} --reason "…"`);
  const { client } = await connectToServer(context, options);
  if (decision === 'drop' && all !== undefined && count === undefined) {
    throw await lacksCount(client, { webhook: all, state });
  }
  const which = id === undefined ? { webhook: all, state, ...(count !== undefined && { count }) } : { id };
  const body = { decision, ...which, reason, actor: context.environment.user };
  const result = await client.post<{ changed: number }>('/webhooks/decide', body);
  if (options.json) context.output.json(result);
  else
    context.output.line(
      `${result.changed === 1 ? 'One webhook is' : `${result.changed} webhooks are`} ${done}.`,
    );
}

/** What is dropped is lost for ever: whoever drops many says how many, as he saw them. */
async function lacksCount(
  client: ControlClient,
  { webhook, state }: { readonly webhook: string; readonly state: BulkState },
): Promise<PortcullisError> {
  const { webhooks } = await client.get<{ webhooks: ShownWebhook[] }>('/webhooks');
  const count = webhooks.find(({ name }) => name === webhook)?.[state] ?? 0;
  return new PortcullisError(
    'PORTCULLIS_USAGE',
    count === 0
      ? `Nothing of ${printable(webhook)} ${state === 'failed' ? 'has failed' : 'waits'}: there is nothing to drop.`
      : `${count === 1 ? 'One webhook' : `${count} webhooks`} would be dropped, never to be delivered. If that is meant, add --count ${count}. What they are: portcullis webhooks held ${JSON.stringify(webhook)} --state ${state}.`,
  );
}

/** What was delivered or dropped lies there for some days, and would hide what waits. */
const notOver = ['waiting', 'failed'] as const;

async function listHeld(
  context: CommandContext,
  webhook: string | undefined,
  options: HeldOptions,
): Promise<void> {
  const { output } = context;
  const { client } = await connectToServer(context, options);
  const ask = (state: string) => {
    const query = new URLSearchParams({ limit: String(options.limit), state });
    if (webhook !== undefined) query.set('webhook', webhook);
    if (options.after !== undefined) query.set('after', String(options.after));
    return client.get<{ now: number; held: ShownHeld[] }>(`/webhooks/held?${query}`);
  };
  const answers = await Promise.all((options.state === undefined ? notOver : [options.state]).map(ask));
  const held = answers.flatMap((one) => one.held).sort((a, b) => a.sequence - b.sequence);
  const answer = { now: answers[0]?.now ?? 0, held: held.slice(0, options.limit) };
  if (options.json) return output.json(answer);
  if (answer.held.length === 0) {
    const what = options.state === undefined ? 'held' : options.state;
    return output.line(`Nothing ${options.after === undefined ? '' : 'more '}is ${what}.`);
  }
  output.table(
    ['id', 'webhook', 'state', 'received', 'bytes', 'attempts', 'next', 'problem'],
    answer.held.map((one) => [
      one.id,
      one.webhook,
      one.state,
      `${describeDuration(Math.max(0, answer.now - one.receivedAt))} ago`,
      String(one.bytes),
      String(one.attempts),
      describeNext(one, answer.now),
      one.lastAttempt?.problem ?? '',
    ]),
  );
  const last = answer.held.at(-1);
  if (last !== undefined && answer.held.length === options.limit) {
    output.note(`More may follow: the same with --after ${last.sequence}`);
  }
}

function parseCount(text: string): number {
  return parseWhole(text, 'Expected how many they are, such as 3.');
}

function parseSequence(text: string): number {
  return parseWhole(text, 'Expected the number that a full list names, such as 120.');
}

function parseWhole(text: string, expected: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError(expected);
}

function describeNext({ state, isBehind, isSkipped, leaseUntil, dueAt }: ShownHeld, now: number): string {
  if (state === 'failed') return isSkipped ? 'holds up nobody' : 'somebody decides';
  if (state !== 'waiting') return '';
  if (leaseUntil !== null) return 'on its way';
  if (isBehind) return 'behind others';
  return dueAt > now
    ? `in ${describeDuration(dueAt - now)}`
    : 'due: waits for its route, a pause or its turn';
}

function showWebhooks(
  output: Output,
  { now, webhooks }: { readonly now: number; readonly webhooks: readonly ShownWebhook[] },
): void {
  if (webhooks.length === 0) {
    output.line('The policy names no webhook, and none is held. See docs/webhooks.md.');
    return;
  }
  output.table(
    ['webhook', 'provider', 'in a window', 'held', 'oldest', 'replaying', 'failed', 'delivered', ''],
    webhooks.map((one) => [
      one.name,
      one.provider ?? 'no rule',
      one.during ?? '',
      String(one.waiting),
      one.oldestAt === null ? '' : `${describeDuration(Math.max(0, now - one.oldestAt))} ago`,
      one.onItsWay === 0 ? '' : String(one.onItsWay),
      one.failed === 0 ? '' : output.paint.red(String(one.failed)),
      String(one.delivered),
      remarkOf(one),
    ]),
  );
  if (webhooks.some(({ failed }) => failed > 0)) {
    output.note(
      'What failed is tried no more until somebody decides: portcullis webhooks held --state failed',
    );
  }
}

function remarkOf({ paused, lacksSecret }: ShownWebhook): string {
  if (paused !== null) return `paused by ${paused.by}: ${paused.reason}`;
  return lacksSecret ? 'its secret is not in the environment: all are refused in a window' : '';
}

interface ShownOriginal {
  readonly held: ShownHeld;
  readonly content: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly { readonly name: string; readonly value: string | null }[];
    readonly isMasked: boolean;
    readonly body: string;
    readonly encoding: 'text' | 'base64';
    readonly isCut: boolean;
  } | null;
}

/** When it came, whether its sender proved himself, and what came of it until now. */
function describeCourse({ receivedAt, isVerified, attempts, lastAttempt }: ShownHeld): readonly string[] {
  const received = `received ${new Date(receivedAt).toISOString()}, ${isVerified ? 'its signature verified' : 'not verified: its rule names no secret'}`;
  if (lastAttempt === null) return [received, 'not tried yet'];
  const { at, status, problem } = lastAttempt;
  const came = problem === null ? `the application answered ${status}` : printable(problem);
  // What never reached the application counts for nothing.
  return [
    received,
    `last tried at ${new Date(at).toISOString()}: ${came} (attempts that count: ${attempts})`,
  ];
}

function showOriginal(output: Output, { held, content }: ShownOriginal): void {
  output.line(`${held.id}  ${printable(held.webhook)}  ${held.state}`);
  for (const line of describeCourse(held)) output.line(`  ${line}`);
  output.line('');
  if (content === null) {
    output.line('It cannot be decrypted: it was sealed with a secret that is not here any more.');
    return;
  }
  output.line(`${printable(content.method)} ${printable(content.target)}`);
  for (const { name, value } of content.headers) {
    output.line(`${printable(name)}: ${value === null ? '[hidden]' : printable(value)}`);
  }
  output.line('');
  for (const line of content.body.split('\n')) output.line(printable(line));
  if (content.isMasked) {
    output.note(
      'Hidden is what its sender proves himself by: whoever had it could send the call again. Whoever may switch sees it.',
    );
  }
  if (content.encoding === 'base64') output.note('The body is no text; it is shown as base64.');
  if (content.isCut) output.note('The body is longer than what is shown.');
}
