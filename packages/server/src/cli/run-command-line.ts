import { PortcullisError } from '@portcullis/gate';
import { Command, CommanderError } from 'commander';
import { readEnvironment } from '../config/environment.ts';
import { version } from '../version.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addBreakGlassCommand } from './commands/break-glass.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addInitCommand } from './commands/init.ts';
import { addOffCommand } from './commands/off.ts';
import { addOnCommand } from './commands/on.ts';
import { addPassCommand } from './commands/pass.ts';
import { addStatusCommand } from './commands/status.ts';
import { addUpCommand } from './commands/up.ts';
import type { CommandContext } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { createOutput, errorDocument, printable } from './output.ts';

/** Runs one command line and gives its exit code; never rejects. */
export async function runCommandLine(commandLine: readonly string[]): Promise<number> {
  const environment = readEnvironment();
  const output = createOutput({
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    color: Boolean(process.stdout.isTTY) && !environment.noColor,
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    report(error, { output, json: commandLine.includes('--json') });
    return exitCodeOf(error);
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
    .configureHelp({ sortSubcommands: false })
    .addHelpText(
      'after',
      `
Exit codes: 0 done · 1 failed · 2 not understood · 3 refused · 4 not yet enforced · 5 no server answers

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
  addExplainCommand(program, context);
  addPassCommand(program, context);
  addBreakGlassCommand(program, context);
  addAuditCommand(program, context, setExitCode);
  return program;
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
