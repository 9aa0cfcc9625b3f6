import { PortcullisError } from '@portcullis/gate';
import { Command, CommanderError } from 'commander';
import { readEnvironment } from '../config/environment.ts';
import { version } from '../version.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBreakGlassCommand } from './commands/break-glass.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addGuardCommand } from './commands/guard.ts';
import { addIncidentCommand } from './commands/incident.ts';
import { addInitCommand } from './commands/init.ts';
import { addKeyCommand } from './commands/key.ts';
import { addOffCommand } from './commands/off.ts';
import { addOnCommand } from './commands/on.ts';
import { addOperatorCommand } from './commands/operator.ts';
import { addPassCommand } from './commands/pass.ts';
import { addProductionCommand } from './commands/production.ts';
import { addStatusCommand } from './commands/status.ts';
import { addStillnessCommand } from './commands/stillness.ts';
import { addUpCommand } from './commands/up.ts';
import { addWebhooksCommand } from './commands/webhooks.ts';
import { addWorkersCommand } from './commands/workers.ts';
import type { CommandContext } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { createOutput, errorDocument, printable } from './output.ts';
import { createFlagRepeater } from './repeat-flags.ts';

/** Runs one command line and gives its exit code; never rejects. */
export async function runCommandLine(commandLine: readonly string[]): Promise<number> {
  const environment = readEnvironment();
  const output = createOutput({
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    color: Boolean(process.stdout.isTTY) && !environment.noColor,
    complete: createFlagRepeater(commandLine),
  });
  const context: CommandContext = {
    environment,
    workingDirectory: process.cwd(),
    output,
    nowMs: Date.now,
    stopped: waitForSignal,
    onReload: (reload) => void process.on('SIGHUP', reload),
  };
  let exitCode: number = exitCodes.done;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...commandLine], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    // A command without its subcommand has printed its help.
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const known =
      error instanceof CommanderError ? usageErrorOf(error, commandMeant(program, commandLine)) : error;
    report(known, { output, json: commandLine.includes('--json') });
    return exitCodeOf(known);
  }
}

/** All commands; `setExitCode` is for those that end well with another code than 0. */
function createProgram(context: CommandContext, setExitCode: (code: number) => void): Command {
  const program = new Command('portcullis')
    .description(
      'Take a live site read-only in a second, keep the people who must repair it inside,\nand know that nothing else is writing.',
    )
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    // Reported below, like every other error.
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ sortSubcommands: false })
    .addHelpText(
      'afterAll',
      '\nExit codes: 0 done · 1 failed · 2 not understood, nothing was done · 3 refused · 4 not yet enforced · 5 no server answers',
    )
    .addHelpText(
      'after',
      `
At 2 am:
  portcullis status                                    what is on, since when, is it enforced
  portcullis on read-only --reason "repairing orders" --for 30m
  portcullis off
  portcullis break-glass read-only --reason "..." --for 1h     when nothing else works`,
    );
  addUpCommand(program, context);
  addInitCommand(program, context);
  addOnCommand(program, context, setExitCode);
  addOffCommand(program, context, setExitCode);
  addStatusCommand(program, context, setExitCode);
  addStillnessCommand(program, context, setExitCode);
  addWebhooksCommand(program, context);
  addWorkersCommand(program, context);
  addExplainCommand(program, context);
  addProductionCommand(program, context, setExitCode);
  addIncidentCommand(program, context);
  addPassCommand(program, context);
  addOperatorCommand(program, context);
  addKeyCommand(program, context);
  addBreakGlassCommand(program, context, setExitCode);
  addAuditCommand(program, context, setExitCode);
  addGuardCommand(program, context, setExitCode);
  return program;
}

interface Meant {
  readonly command: Command;
  /** What stands where a subcommand, or its first argument, is expected. */
  readonly next: string | undefined;
}

function commandMeant(program: Command, commandLine: readonly string[]): Meant {
  let command = program;
  for (const word of commandLine) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) return { command, next: word };
    command = inner;
  }
  return { command, next: undefined };
}

/** What the parser found, in the form of all other errors; where it has no suggestion, an option that was cut short. */
function usageErrorOf({ message, code }: CommanderError, { command, next }: Meant): PortcullisError {
  // The parser took a misspelt subcommand for an argument of the one that runs without a name.
  if (code === 'commander.excessArguments' && command.commands.length > 0 && next !== undefined) {
    const names = command.commands.map((inner) => inner.name());
    return new PortcullisError(
      'PORTCULLIS_USAGE',
      `Unknown command '${next}'. Expected after ${command.name()} one of ${names.join(', ')}.`,
    );
  }
  const options = command.options.flatMap(({ long }) => (long == null ? [] : [long]));
  const [first = '', ...more] = message
    .replace(/^error: /, '')
    .split('\n')
    .map((line) => line.replace(/^\((.*)\)$/, '$1'));
  const [, given = ''] = code === 'commander.unknownOption' ? (/'(--[\w-]{2,})/.exec(first) ?? []) : [];
  const meant = given === '' ? [] : options.filter((option) => option.startsWith(given));
  if (more.length === 0 && meant.length > 0) more.push(`Did you mean ${meant.join(' or ')}?`);
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`;
  return new PortcullisError('PORTCULLIS_USAGE', [sentence, ...more].join(' ').trim());
}

function report(error: unknown, { output, json }: { output: CommandContext['output']; json: boolean }): void {
  if (error instanceof PortcullisError) {
    if (json) output.json(errorDocument(error));
    else output.note(`${output.paint.red(error.code)}\n${printable(error.message)}`);
    return;
  }
  output.note(
    `Something unexpected happened:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
