import { randomBytes, randomUUID } from 'node:crypto';
import { createPassToken, hashPassToken, isMode, PortcullisError } from '@portcullis/gate';
import { createHostState } from '@portcullis/store/host';
import type { Command } from 'commander';
import { publicOrigin } from '../../config/gate-origin.ts';
import { passLink } from '../../control/pass-operations.ts';
import { actorOnRecord, shellActor } from '../../switching/actor-on-record.ts';
import { type CommandContext, type CommonOptions, resolvePlace } from '../context.ts';
import { parseDuration } from '../parse-time.ts';
import { withCommonOptions } from './common-options.ts';

interface BreakGlassOptions extends CommonOptions {
  readonly reason?: string;
  readonly for: string;
  readonly url?: string;
}

export function addBreakGlassCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('break-glass'))
    .summary('force this host, without store, server or sign-in')
    .description(
      'Writes a file that every instance on this host obeys within a second and reads first at start.\n' +
        '  break-glass read-only|closed|open   force the mode for a time\n' +
        '  break-glass pass                    print a one-use admin pass for loopback and trusted networks\n' +
        '  break-glass end                     end the forced mode now\n' +
        'With nothing running at all: portcullis up --from-disk.',
    )
    .argument('<what>', 'open, read-only, closed, pass or end')
    .option('-r, --reason <text>', 'why; goes on record')
    .option('--for <duration>', 'how long it holds', '1h')
    .option('--url <origin>', 'where you reach the gate, for the link of the pass')
    .action((what: string, options: BreakGlassOptions) => breakGlass(context, what, options));
}

async function breakGlass(context: CommandContext, what: string, options: BreakGlassOptions): Promise<void> {
  const { site, stateDirectory, config } = await resolvePlace(context, options);
  const { output, environment, nowMs } = context;
  const host = createHostState({ directory: stateDirectory });
  if (what === 'end') {
    await host.clearOverride(site);
    return done(
      context,
      options,
      { ended: true },
      'Ended. The instances follow the switch again within a second.',
    );
  }
  if (what !== 'pass' && !isMode(what)) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `Expected open, read-only, closed, pass or end, got ${JSON.stringify(what)}.`,
    );
  }
  if (!options.reason?.trim()) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'break-glass needs a --reason: it goes on record and is shown everywhere.',
    );
  }
  const expiresAt = nowMs() + parseDuration(options.for, '--for');
  if (what === 'pass') {
    const token = createPassToken(randomBytes(32));
    const tokenHash = await hashPassToken(token);
    if (tokenHash === null) throw new Error('a fresh pass token is malformed');
    const subject = `break-glass:${environment.user}`;
    await host.addBreakGlassPass(site, {
      id: randomUUID(),
      tokenHash,
      subject,
      reason: options.reason,
      expiresAt,
      redeemed: false,
    });
    const origin = options.url ?? (config === null ? 'http://127.0.0.1:8080' : publicOrigin(config));
    const link = passLink(origin, token);
    if (options.json) return output.json({ link, subject, expiresAt });
    output.line(link);
    output.note(
      `One use, as admin, for ${options.for}, from this machine or a trusted network only. Open it in a browser.`,
    );
    return;
  }
  const override = {
    mode: what,
    reason: options.reason,
    actor: actorOnRecord(shellActor(environment.user)),
    createdAt: nowMs(),
    expiresAt,
  };
  await host.writeOverride(site, override);
  done(
    context,
    options,
    { override },
    `This host is forced ${what} for ${options.for}. Every instance on it obeys within a second.`,
  );
}

function done({ output }: CommandContext, options: CommonOptions, value: unknown, text: string): void {
  if (options.json) output.json(value);
  else output.line(text);
}
