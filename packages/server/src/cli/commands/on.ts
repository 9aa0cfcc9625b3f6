import { randomBytes } from 'node:crypto';
import {
  isSameActor,
  type Mode,
  type Notice,
  PortcullisError,
  parseNotice,
  type Switch,
} from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import { type Command, Option } from 'commander';
import type { TurnOnBody } from '../../control/api/switch-routes.ts';
import type { LockOutCheck } from '../../switching/lock-out-check.ts';
import { type CommandContext, type CommonOptions, connectToServer, type Place } from '../context.ts';
import { finishChange } from '../finish-change.ts';
import { printable } from '../output.ts';
import { parseOriginOption } from '../parse-origin-option.ts';
import { clockTime, describeDuration, parseDuration, parseMoment } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { showEnforced } from '../show-enforced.ts';
import { thisMachineOnly } from '../this-machine-only.ts';
import { lockedOutWithOptions, notYoursWithOptions } from '../with-options.ts';
import { withCommonOptions } from './common-options.ts';

interface OnOptions extends CommonOptions {
  readonly reason?: string;
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
  readonly url?: string;
  readonly force?: boolean;
  readonly anyway?: boolean;
  readonly wait: string;
}

export function addOnCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('on'), context)
    .summary('take the site, or areas of it, read-only or closed')
    .description(
      'Changes the mode after proving that you get in, and waits until every instance enforces it.\n' +
        'What makes nothing stricter, such as another message, needs no proof.\n' +
        'A caller with a shell on the host proves it with the break-glass file; nothing else is needed.',
    )
    .argument('[mode]', 'read-only or closed', 'read-only')
    .option('-r, --reason <text>', 'why; goes on record (required)')
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
    .option('--url <origin>', 'with --pass: where its link leads (default: where the pass can write)')
    .option('--force', 'go on although no way in was proven')
    .option('--anyway', 'loosen a window that somebody else opened, or have it open earlier')
    .option('--wait <duration>', 'how long to wait until it is enforced', '30s')
    .action(async (mode: string, options: OnOptions) => setExitCode(await on(context, mode, options)));
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

interface OnResult {
  readonly switch: Switch;
  /** Null = none was needed. */
  readonly lockOut: LockOutCheck | null;
  /** The window that this change took the place of. */
  readonly replaced: Switch | null;
  readonly pass: { readonly id: string; readonly link: string; readonly isFromThisMachine: boolean } | null;
}

/** The command line, checked before the first request: what ends with 2 has done nothing. */
interface Wanted {
  readonly mode: Mode;
  readonly reason: string;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly notice: Record<string, unknown>;
  readonly end: number | null;
  readonly passUrl: string | null;
  readonly waitMs: number;
}

async function on(context: CommandContext, modeText: string, options: OnOptions): Promise<number> {
  const wanted = parseWanted(context, modeText, options);
  const { client, place } = await connectToServer(context, options);
  const status = await client.get<{ switch: Switch }>('/status');
  const proof = await openProof(options, place);
  try {
    const body = bodyOf(context, options, { wanted, current: status.switch, breakGlassToken: proof.token });
    const result = await client.post<OnResult>('/on', body).catch((error: unknown) => {
      throw notYoursWithOptions(lockedOutWithOptions(error, options));
    });
    const json = options.json === true;
    if (!json) showChange(context, options, result);
    return await finishChange(context, {
      client,
      result,
      waitMs: wanted.waitMs,
      json,
      show: (enforced) => {
        showEnforced(context, enforced);
        showExpected(context, enforced.switch);
      },
    });
  } finally {
    await proof.close();
  }
}

function parseWanted({ nowMs }: CommandContext, modeText: string, options: OnOptions): Wanted {
  const mode = parseMode(modeText);
  const reason = requireReason(options.reason, `on ${mode} --reason "orders lose lines" --for 30m`);
  const end = endOf(options, nowMs());
  if (options.then !== undefined && end === null) {
    throw new PortcullisError('PORTCULLIS_USAGE', '--then open needs an end: give --for or --until as well.');
  }
  if (options.url !== undefined && options.pass === undefined) {
    throw new PortcullisError('PORTCULLIS_USAGE', '--url is for the link of --pass: give --pass as well.');
  }
  if (options.host !== undefined && options.cookie === undefined) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      '--host is where your session gets in: give --cookie as well.',
    );
  }
  return {
    mode,
    reason,
    areas: Object.fromEntries((options.area ?? []).map((text) => areaOf(text, mode))),
    notice: checkedNotice(noticeOf(options)),
    end,
    passUrl: options.url === undefined ? null : parseOriginOption(options.url, '--url'),
    waitMs: parseDuration(options.wait, '--wait'),
  };
}

/** The server checks it as well; here it is checked before anything is asked of it. */
function checkedNotice(notice: Record<string, unknown>): Record<string, unknown> {
  parseNotice(notice);
  return notice;
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
  readonly wanted: Wanted;
  readonly current: Switch;
  readonly breakGlassToken: string | null;
}

function bodyOf(
  { environment, nowMs }: CommandContext,
  options: OnOptions,
  { wanted, current, breakGlassToken }: BodyParts,
): TurnOnBody {
  const { mode, areas, end } = wanted;
  const onlyAreas = Object.keys(areas).length > 0;
  return {
    mode: onlyAreas ? current.mode : mode,
    areas: onlyAreas ? { ...current.areas, ...areas } : {},
    notice: wanted.notice,
    reason: wanted.reason,
    actor: environment.user,
    expected: end === null ? null : { earliest: end, latest: latestEnd(end, nowMs()), nextUpdateAt: null },
    expires: options.then === 'open' && end !== null ? { at: end, then: 'open' } : null,
    proof: {
      credentials:
        options.cookie === undefined
          ? null
          : { host: options.host ?? null, headers: ['Cookie', options.cookie], address: null },
      passFor: options.pass ?? null,
      passUrl: wanted.passUrl,
      breakGlassToken,
    },
    force: options.force ?? false,
    anyway: options.anyway ?? false,
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

function showChange({ output, nowMs }: CommandContext, options: OnOptions, result: OnResult): void {
  const { paint } = output;
  const { lockOut, replaced, pass } = result;
  if (lockOut === null) output.line(`${paint.green('no check needed')}: nothing becomes stricter`);
  for (const { way, ok, isUnknown, detail } of lockOut?.ways ?? []) {
    const word = ok ? paint.green('way in') : isUnknown ? paint.yellow('not tried') : paint.red('no way in');
    output.line(`${word}  ${way}: ${printable(detail)}`);
  }
  for (const warning of lockOut?.warnings ?? [])
    output.line(`${paint.yellow('WARNING')}: ${printable(warning)}`);
  if (pass) {
    output.line(`${paint.bold('pass for')} ${options.pass}: ${pass.link}  (one use, keep it to yourself)`);
    if (pass.isFromThisMachine) output.note(thisMachineOnly(pass.link));
  }
  if (replaced !== null) output.line(describeReplaced(replaced, result.switch, nowMs()));
}

function describeReplaced(before: Switch, after: Switch, now: number): string {
  const endOf = ({ expected }: Switch) => (expected === null ? 'none' : clockTime(expected.earliest, now));
  const opened = before.opened ?? { by: before.setBy, at: before.since };
  const said = before.reason === '' ? 'no reason' : `"${printable(before.reason)}"`;
  const gone = goneOf(before.notice, after.notice);
  const again = gone.length === 0 ? '' : ` Gone with it: ${gone.join(', ')}. Give again what still holds.`;
  const changer = isSameActor(before.actor, opened.by)
    ? ''
    : ` and ${printable(before.actor.name)} changed last`;
  return `Changes the window that ${printable(opened.by.name)} opened at ${clockTime(opened.at, now)}${changer} (${said}, expected ${endOf(before)} → ${endOf(after)}).${again}`;
}

/** A change says all of what visitors read: what it leaves out is gone, which nobody sees who types in haste. */
function goneOf(before: Notice, after: Notice): readonly string[] {
  const isEmpty = (part: object | null) => part === null || Object.keys(part).length === 0;
  return [
    ...(isEmpty(after.message) && !isEmpty(before.message) ? ['message'] : []),
    ...(isEmpty(after.button) && !isEmpty(before.button) ? ['button'] : []),
    ...(isEmpty(after.contact) && !isEmpty(before.contact) ? ['contact'] : []),
  ];
}

function showExpected({ output, nowMs }: CommandContext, { expected, expires }: Switch): void {
  const now = nowMs();
  if (expected) {
    const range = `${clockTime(expected.earliest, now)}–${clockTime(expected.latest, now)}`;
    output.line(
      `expected back in ${describeDuration(expected.earliest - now)}${expires ? ', opens by itself then' : `; visitors read ${range}: a fifth more than you said, at least 5 min`}`,
    );
  }
}
