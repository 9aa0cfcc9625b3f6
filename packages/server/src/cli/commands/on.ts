import { randomBytes } from 'node:crypto';
import { type Mode, PortcullisError, type Switch } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { type Command, Option } from 'commander';
import type { ControlClient } from '../../control/control-client.ts';
import type { SwitchOnBody } from '../../control/control-schema.ts';
import type { LockOutCheck } from '../../switching/lock-out-check.ts';
import { type CommandContext, type CommonOptions, connectToServer, type Place } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { notYetEnforced } from '../not-yet-enforced.ts';
import { errorDocument, printable } from '../output.ts';
import { describeDuration, parseDuration, parseMoment } from '../parse-time.ts';
import { waitUntilEnforced } from '../wait-until-enforced.ts';
import { withCommonOptions } from './common-options.ts';

interface OnOptions extends CommonOptions {
  readonly reason: string;
  readonly message?: readonly string[];
  readonly button?: string;
  readonly buttonUrl?: string;
  readonly contact?: string;
  readonly area?: readonly string[];
  readonly for?: string;
  readonly until?: string;
  readonly then?: 'open';
  readonly cookie?: string;
  readonly host?: string;
  readonly pass?: string;
  readonly force?: boolean;
  readonly wait: string;
}

export function addOnCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('on'))
    .summary('take the site, or areas of it, read-only or closed')
    .description(
      'Changes the mode after proving that you get in, and waits until every instance enforces it.\n' +
        'A caller with a shell on the host proves it with the break-glass file; nothing else is needed.',
    )
    .argument('[mode]', 'read-only or closed', 'read-only')
    .requiredOption('-r, --reason <text>', 'why; goes on record')
    .option(
      '-m, --message <[lang:]text>',
      'what visitors read; repeat for languages, such as "de:Wir reparieren …"',
      collect,
    )
    .option('--button <label>', 'label of the button on the page')
    .option('--button-url <url>', 'where the button leads: a status page, another shop')
    .option('--contact <address>', 'e-mail address or URL shown on the page')
    .option(
      '-a, --area <name[=mode]>',
      'only this area; repeatable. The rest of the site keeps its mode',
      collect,
    )
    .option('--for <duration>', 'expected duration, such as 30m')
    .option('--until <time>', 'expected end, such as 18:30 or 2026-11-22T06:00')
    .addOption(new Option('--then <mode>', 'open by itself at the expected end').choices(['open']))
    .option('--cookie <header>', 'your own Cookie header: proves that your session gets in')
    .option(
      '--host <name>',
      'the host name you come through, with --cookie (default: that of the public URL)',
    )
    .option(
      '--pass <subject>',
      'mint a write pass for this person now, prove the way in with it, and print it',
    )
    .option('--force', 'go on although no way in was proven')
    .option('--wait <duration>', 'how long to wait until it is enforced', '30s')
    .action(async (mode: string, options: OnOptions) => setExitCode(await on(context, mode, options)));
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

interface OnResult {
  readonly switch: Switch;
  readonly lockOut: LockOutCheck;
  readonly pass: { readonly id: string; readonly link: string } | null;
}

async function on(context: CommandContext, modeText: string, options: OnOptions): Promise<number> {
  const { client, place } = await connectToServer(context, options);
  const status = await client.get<{ switch: Switch }>('/status');
  const mode = parseMode(modeText);
  const proof = await openProof(options, place);
  try {
    const body = bodyOf(context, options, { mode, current: status.switch, breakGlassToken: proof.token });
    const result = await client.post<OnResult>('/on', body);
    return await finish(context, options, { client, result });
  } finally {
    await proof.close();
  }
}

/** The caller's shell writes the break-glass file itself: that is the proof that it can. */
async function openProof(options: OnOptions, { site, stateDirectory }: Place) {
  if (options.cookie !== undefined || options.pass !== undefined)
    return { token: null, close: async () => undefined };
  const host = createHostState({ directory: stateDirectory });
  const token = randomBytes(18).toString('base64url');
  await host.writeDryRun(site, token);
  return { token, close: () => host.clearDryRun(site) };
}

interface BodyParts {
  readonly mode: Mode;
  readonly current: Switch;
  readonly breakGlassToken: string | null;
}

function bodyOf(
  context: CommandContext,
  options: OnOptions,
  { mode, current, breakGlassToken }: BodyParts,
): SwitchOnBody {
  const nowMs = context.nowMs();
  const end = endOf(options, nowMs);
  if (options.then !== undefined && end === null) {
    throw new PortcullisError('PORTCULLIS_USAGE', '--then open needs an end: give --for or --until as well.');
  }
  const areas = Object.fromEntries((options.area ?? []).map((text) => areaOf(text, mode)));
  const onlyAreas = Object.keys(areas).length > 0;
  return {
    mode: onlyAreas ? current.mode : mode,
    areas: onlyAreas ? { ...current.areas, ...areas } : {},
    notice: noticeOf(options),
    reason: options.reason,
    actor: context.environment.user,
    expected: end === null ? null : { earliest: end, latest: latestEnd(end, nowMs), nextUpdateAt: null },
    expires: options.then === 'open' && end !== null ? { at: end, then: 'open' } : null,
    proof: {
      credentials:
        options.cookie === undefined
          ? null
          : { host: options.host ?? null, headers: ['Cookie', options.cookie], address: null },
      passFor: options.pass ?? null,
      breakGlassToken,
    },
    force: options.force ?? false,
  };
}

function endOf(options: OnOptions, nowMs: number): number | null {
  if (options.for !== undefined && options.until !== undefined) {
    throw new PortcullisError('PORTCULLIS_USAGE', 'Give either --for or --until, not both.');
  }
  if (options.for !== undefined) return nowMs + parseDuration(options.for, '--for');
  return options.until === undefined ? null : parseMoment(options.until, { option: '--until', nowMs });
}

/** A window, not a promise to the minute: a fifth of the duration more, at least five minutes. */
function latestEnd(end: number, nowMs: number): number {
  return Math.round(end + Math.max((end - nowMs) / 5, 300_000));
}

function noticeOf(options: OnOptions): Record<string, unknown> {
  const message = Object.fromEntries((options.message ?? []).map(languageAndText));
  const contact = options.contact?.includes('@') && !options.contact.includes('/') ? 'email' : 'url';
  if ((options.button === undefined) !== (options.buttonUrl === undefined)) {
    throw new PortcullisError('PORTCULLIS_USAGE', 'A button needs both --button and --button-url.');
  }
  return {
    ...(options.message ? { message } : {}),
    ...(options.button === undefined
      ? {}
      : { button: { label: { en: options.button }, url: options.buttonUrl } }),
    ...(options.contact === undefined ? {} : { contact: { [contact]: options.contact } }),
  };
}

/** `de:Wir …` is German; without a tag it is English. */
function languageAndText(text: string): [string, string] {
  const match = /^([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*):([\s\S]*)$/.exec(text);
  return match ? [match[1] ?? 'en', (match[2] ?? '').trim()] : ['en', text];
}

function areaOf(text: string, mode: Mode): [string, Mode] {
  const [name = '', own] = text.split('=', 2);
  return [name, own === undefined ? mode : parseMode(own)];
}

function parseMode(text: string): Mode {
  if (text === 'read-only' || text === 'closed') return text;
  if (text === 'open') throw new PortcullisError('PORTCULLIS_USAGE', 'To open the site: portcullis off.');
  throw new PortcullisError('PORTCULLIS_USAGE', `Expected read-only or closed, got ${JSON.stringify(text)}.`);
}

async function finish(
  { output, nowMs }: CommandContext,
  options: OnOptions,
  { client, result }: { readonly client: ControlClient; readonly result: OnResult },
): Promise<number> {
  const { paint } = output;
  const human = !options.json;
  if (human) {
    for (const { way, ok, detail } of result.lockOut.ways) {
      output.line(`${ok ? paint.green('way in') : paint.red('no way in')}  ${way}: ${printable(detail)}`);
    }
    if (result.pass)
      output.line(
        `${paint.bold('pass for')} ${options.pass}: ${result.pass.link}  (one use, keep it to yourself)`,
      );
  }
  const { enforced, status } = await waitUntilEnforced({
    client,
    epoch: result.switch.epoch,
    deadlineMs: parseDuration(options.wait, '--wait'),
    onProgress: (lines) => {
      if (human) for (const line of lines) output.note(`${paint.yellow('waiting')}  ${printable(line)}`);
    },
    nowMs,
  });
  if (!enforced) {
    const error = notYetEnforced(status);
    if (human) throw error;
    output.json({ ...result, status, ...errorDocument(error) });
    return exitCodeOf(error);
  }
  if (!human) output.json({ ...result, status });
  else {
    const { instances } = status.enforcement;
    output.line(
      `${paint.bold(status.word)} at ${instances.length} of ${instances.length}. ${printable(status.effectiveRule)}`,
    );
    const { expected, expires } = result.switch;
    if (expected)
      output.line(
        `expected back in ${describeDuration(expected.earliest - nowMs())}${expires ? ', opens by itself then' : ''}`,
      );
  }
  return exitCodes.done;
}
