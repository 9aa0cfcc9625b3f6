import { randomBytes, randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import {
  createPassToken,
  hashPassToken,
  isMode,
  type Mode,
  type Override,
  PortcullisError,
} from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import type { Command } from 'commander';
import { listenOrigin } from '../../config/gate-origin.ts';
import type { ModeInForce } from '../../control/mode-in-force.ts';
import { passLink } from '../../control/passes/pass-operations.ts';
import { actorOnRecord, shellActor } from '../../switching/actor-on-record.ts';
import { type CommandContext, type CommonOptions, type Place, resolvePlaceAnyhow } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { errorDocument } from '../output.ts';
import { parseOriginOption } from '../parse-origin-option.ts';
import { clockTime, describeDuration, parseDuration } from '../parse-time.ts';
import { requireReason } from '../require-reason.ts';
import { sitesIn } from '../sites-in.ts';
import { type GateReading, modeOf, watchGate } from '../watch-gate.ts';
import { withCommonOptions } from './common-options.ts';

interface BreakGlassOptions extends CommonOptions {
  readonly reason?: string;
  readonly for: string;
  readonly url?: string;
}

export function addBreakGlassCommand(
  program: Command,
  context: CommandContext,
  setExitCode: (code: number) => void,
): void {
  withCommonOptions(program.command('break-glass'), context)
    .summary('force this host, without store, server or sign-in')
    .description(
      'Writes a file that every instance on this host obeys within a second and reads first at start.\n' +
        '  break-glass read-only|closed|open   force the mode for a time\n' +
        '  break-glass pass                    print a one-use admin pass for loopback and trusted networks\n' +
        '  break-glass end                     end the forced mode now\n' +
        'It must be the state directory of the gate: its own --state-directory, or its --config.\n' +
        'With nothing running at all: portcullis up --from-disk.',
    )
    .argument('<what>', 'open, read-only, closed, pass or end')
    .option('-r, --reason <text>', 'why; goes on record')
    .option('--for <duration>', 'how long it holds', '1h')
    .option('--url <origin>', 'where you reach the gate, for the link of the pass')
    .action(async (what: string, options: BreakGlassOptions) =>
      setExitCode(await breakGlass(context, parseOrder(what, options), options)),
    );
}

/** What was asked for, checked before anything is touched. */
type Order =
  | { readonly what: 'end' }
  | {
      readonly what: Mode | 'pass';
      readonly reason: string;
      readonly durationMs: number;
      readonly url: string | null;
    };

function parseOrder(what: string, options: BreakGlassOptions): Order {
  const durationMs = parseDuration(options.for, '--for');
  const url = options.url === undefined ? null : parseOriginOption(options.url, '--url');
  if (what === 'end') return { what };
  if (what !== 'pass' && !isMode(what)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `Expected open, read-only, closed, pass or end, got ${JSON.stringify(what)}.`,
    );
  }
  const reason = requireReason(options.reason, `break-glass ${what} --reason "the store is down" --for 1h`);
  return { what, reason, durationMs, url };
}

/** One state directory, as this command finds it. */
interface Scene {
  readonly place: Place;
  readonly file: string;
  /** Sites that instances have guarded here before. */
  readonly sites: readonly string[];
}

async function breakGlass(
  context: CommandContext,
  order: Order,
  options: BreakGlassOptions,
): Promise<number> {
  const place = await resolvePlaceAnyhow(context, options);
  const scene: Scene = {
    place,
    file: join(resolve(context.workingDirectory, place.stateDirectory), `break-glass-${place.site}.json`),
    sites: await sitesIn(place.stateDirectory),
  };
  if (order.what === 'end') return end(context, scene, options);
  if (order.what === 'pass') return makePass(context, scene, { options, order });
  const { site, stateDirectory } = place;
  const now = context.nowMs();
  const override: Override = {
    mode: order.what,
    reason: order.reason,
    actor: actorOnRecord(shellActor(context.environment.user)),
    createdAt: now,
    expiresAt: now + order.durationMs,
  };
  await createHostState({ directory: stateDirectory }).writeOverride(site, override);
  const reading = await watchGate({
    place,
    nowMs: context.nowMs,
    // Read comes before obeyed by a moment.
    hasRead: ({ override: read, why }) =>
      read?.createdAt === now && (why === 'break-glass' || why === 'environment'),
  });
  const until = `until ${clockTime(override.expiresAt, now)} (${describeDuration(order.durationMs)})`;
  return finish(context, scene, {
    options,
    reading,
    result: { override, file: scene.file },
    text: `This host is forced ${override.mode} ${until}. The file: ${scene.file}\nEnd it: portcullis break-glass end`,
    obeyed: (inForce) => inForce.why === 'break-glass' && inForce.mode === override.mode,
    expiresAt: override.expiresAt,
  });
}

async function end(context: CommandContext, scene: Scene, options: CommonOptions): Promise<number> {
  const { output } = context;
  const { site, stateDirectory } = scene.place;
  const host = createHostState({ directory: stateDirectory });
  const { override, damaged } = await host.readBreakGlass(site);
  if (override === null && damaged === null) {
    const text = `Nothing was forced: there is no override in ${scene.file}.`;
    if (scene.sites.includes(site)) {
      if (options.json) output.json({ ended: false, file: scene.file });
      else output.line(text);
      return exitCodes.done;
    }
    return refuse(context, options, {
      error: new PortcullisError('PORTCULLIS_UNREACHABLE', `${text} ${neverHere(scene)}`),
      result: { ended: false, file: scene.file },
    });
  }
  await host.clearOverride(site);
  const reading = await watchGate({
    place: scene.place,
    nowMs: context.nowMs,
    hasRead: (inForce) => inForce.override === null && inForce.why !== 'break-glass',
  });
  const ended = override === null ? 'The damaged file was replaced' : `Ended: ${override.mode}`;
  const now =
    reading.kind === 'silent'
      ? 'No gate runs here now; the next one follows the switch.'
      : `The gate follows the switch again: it is ${reading.inForce.mode}.`;
  if (reading.kind !== 'late') {
    if (options.json) output.json({ ended: true, file: scene.file, inForce: inForceOf(reading) });
    else output.line(`${ended}. ${now}`);
    return exitCodes.done;
  }
  return refuse(context, options, {
    error: late(scene, reading.inForce),
    result: { ended: true, file: scene.file },
  });
}

async function makePass(
  context: CommandContext,
  scene: Scene,
  {
    options,
    order,
  }: { readonly options: BreakGlassOptions; readonly order: Exclude<Order, { readonly what: 'end' }> },
): Promise<number> {
  const { environment, nowMs } = context;
  const { place } = scene;
  const token = createPassToken(randomBytes(32));
  const tokenHash = await hashPassToken(token);
  if (tokenHash === null) throw new Error('a fresh pass token is malformed');
  const id = randomUUID();
  const subject = `break-glass:${environment.user}`;
  const expiresAt = nowMs() + order.durationMs;
  await createHostState({ directory: place.stateDirectory }).addBreakGlassPass(place.site, {
    id,
    tokenHash,
    subject,
    reason: order.reason,
    expiresAt,
    redeemed: false,
  });
  const running = await modeOf(place);
  const reading = await watchGate({
    place,
    nowMs,
    hasRead: ({ breakGlassPasses }) => breakGlassPasses.includes(id),
  });
  // Honoured from this machine, so the link leads to this machine, whatever the public address is.
  const here = place.config === null ? 'http://127.0.0.1:8080' : listenOrigin(place.config);
  const link = passLink(order.url ?? running?.origin ?? here, token);
  return finish(context, scene, {
    options,
    reading,
    result: { link, subject, expiresAt, file: scene.file },
    text: link,
    note: `One use, as admin, for ${options.for}, from this machine or a trusted network only. Open it in a browser here, or through ssh -L ${new URL(link).port || '80'}:${new URL(link).host} HOST.`,
    obeyed: () => true,
    expiresAt,
  });
}

interface Outcome {
  readonly options: CommonOptions;
  readonly reading: GateReading;
  readonly result: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly note?: string;
  readonly obeyed: (inForce: ModeInForce) => boolean;
  readonly expiresAt: number;
}

/** Says what was written, and claims nothing that no gate has confirmed. */
function finish(context: CommandContext, scene: Scene, outcome: Outcome): number {
  const { output } = context;
  const { options, reading, result, text, note } = outcome;
  if (reading.kind === 'read' && outcome.obeyed(reading.inForce)) {
    if (options.json) output.json({ ...result, inForce: reading.inForce });
    else {
      output.line(text);
      output.note(note ?? `Obeyed by ${reading.inForce.instance}.`);
    }
    return exitCodes.done;
  }
  // The link of a pass is shown once: it must not be lost with the error.
  if (!options.json && note !== undefined) output.line(text);
  return refuse(context, options, { error: unread(context, scene, outcome), result });
}

function unread({ nowMs }: CommandContext, scene: Scene, { reading, expiresAt }: Outcome): PortcullisError {
  const { file, place, sites } = scene;
  if (reading.kind === 'read') {
    return new PortcullisError(
      'PORTCULLIS_NOT_YET_ENFORCED',
      `The gate has read ${file}, but it is ${reading.inForce.mode} by ${reading.inForce.why === 'environment' ? 'PORTCULLIS_MODE in its environment, which outranks the file: start it without' : reading.inForce.why}.`,
    );
  }
  if (reading.kind === 'late') return late(scene, reading.inForce);
  const later = `A gate that starts with this state directory and the site ${place.site} obeys the file until ${clockTime(expiresAt, nowMs())}.`;
  return sites.includes(place.site)
    ? new PortcullisError(
        'PORTCULLIS_NOT_YET_ENFORCED',
        `${file} is written, but no gate answers here now, though one ran here before. ${later}\nStart it: portcullis up, or portcullis up --from-disk. If another gate is meant: ${thatGate}`,
      )
    : new PortcullisError(
        'PORTCULLIS_UNREACHABLE',
        `${file} is written, but nobody reads it. ${neverHere(scene)} ${later}`,
      );
}

const thatGate = 'repeat this with its --state-directory DIR, or with its --config FILE.';

function neverHere({ place, sites }: Scene): string {
  const others = sites.length === 0 ? '' : ` It has guarded: ${sites.join(', ')} (see --site).`;
  return `No gate has ever guarded the site ${place.site} with the state directory ${place.stateDirectory}.${others}\nRoot and the application's user have different ones by default: ${thatGate}\n`;
}

function late({ file }: Scene, { breakGlassDamaged }: ModeInForce): PortcullisError {
  const why = breakGlassDamaged === null ? '' : ` ${breakGlassDamaged}`;
  return new PortcullisError(
    'PORTCULLIS_NOT_YET_ENFORCED',
    `${file} is written, but the running gate did not take it within 2 s.${why} Look again with: portcullis status`,
  );
}

function inForceOf(reading: GateReading): ModeInForce | null {
  return reading.kind === 'silent' ? null : reading.inForce;
}

/** The result is kept beside the error for programs; people read the error. */
function refuse(
  { output }: CommandContext,
  options: CommonOptions,
  { error, result }: { readonly error: PortcullisError; readonly result: Readonly<Record<string, unknown>> },
): number {
  if (!options.json) throw error;
  output.json({ ...result, ...errorDocument(error) });
  return exitCodeOf(error);
}
