import { Command } from 'commander';
import { addExplainCommand } from '../../src/cli/commands/explain.ts';
import { addIncidentCommand } from '../../src/cli/commands/incident.ts';
import { addOffCommand } from '../../src/cli/commands/off.ts';
import { addOnCommand } from '../../src/cli/commands/on.ts';
import { addProductionCommand } from '../../src/cli/commands/production.ts';
import { addStatusCommand } from '../../src/cli/commands/status.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import { createOutput } from '../../src/cli/output.ts';
import { readEnvironment } from '../../src/config/environment.ts';

export interface CommandSaid {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: unknown;
}

export interface InProcessOptions {
  readonly stateDirectory: string;
  /** @default "ada" */
  readonly user?: string;
}

/** Runs one command in this process, without colours: what it prints is what it was given to print with. */
export async function commandInProcess(
  commandLine: readonly string[],
  { stateDirectory, user = 'ada' }: InProcessOptions,
): Promise<CommandSaid> {
  let [stdout, stderr, exitCode] = ['', '', 0];
  const context: CommandContext = {
    environment: { ...readEnvironment(), user, configFile: null },
    workingDirectory: stateDirectory,
    output: createOutput({
      write: (text) => {
        stdout += text;
      },
      writeError: (text) => {
        stderr += text;
      },
      color: false,
    }),
    nowMs: Date.now,
    stopped: () => Promise.resolve(),
    onReload: () => undefined,
  };
  const program = new Command('portcullis').exitOverride().configureOutput({ outputError: () => undefined });
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  addOnCommand(program, context, setExitCode);
  addOffCommand(program, context, setExitCode);
  addStatusCommand(program, context, setExitCode);
  addExplainCommand(program, context);
  addProductionCommand(program, context, setExitCode);
  addIncidentCommand(program, context);
  const all = [...commandLine, '--state-directory', stateDirectory];
  const error = await program.parseAsync(all, { from: 'user' }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { exitCode, stdout, stderr, error };
}
