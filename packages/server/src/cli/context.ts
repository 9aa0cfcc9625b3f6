import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Config, checkedSite, parseConfig } from '../config/parse-config.ts';
import { type ControlClient, createControlClient } from '../control/control-client.ts';
import type { Output } from './output.ts';

/** What every command is given. */
export interface CommandContext {
  readonly environment: Environment;
  readonly workingDirectory: string;
  readonly output: Output;
  readonly nowMs: () => number;
  /** Resolves when the program is asked to stop. */
  readonly stopped: () => Promise<void>;
  /** Called when the program is asked to read its files again. */
  readonly onReload: (reload: () => void) => void;
}

/** Options that every command has. */
export interface CommonOptions {
  readonly config?: string;
  readonly stateDirectory?: string;
  readonly site?: string;
  readonly json?: boolean;
}

export interface Place {
  readonly site: string;
  readonly stateDirectory: string;
  readonly config: Config | null;
}

/** Which site and which state directory a command means: options, then configuration, then environment. */
export async function resolvePlace(context: CommandContext, options: CommonOptions): Promise<Place> {
  const { environment, workingDirectory } = context;
  const loaded = await loadConfig(options.config ?? environment.configFile, workingDirectory);
  const config =
    loaded === null
      ? null
      : parseConfig(loaded.input, {
          directory: loaded.directory,
          defaultStateDirectory: environment.stateDirectory,
          defaultSite: environment.site,
          source: loaded.source,
        });
  return {
    site: options.site ?? config?.site ?? checkedSite(environment.site ?? 'default', 'PORTCULLIS_SITE'),
    stateDirectory: options.stateDirectory ?? config?.stateDirectory ?? environment.stateDirectory,
    config,
  };
}

export async function connectToServer(
  context: CommandContext,
  options: CommonOptions,
): Promise<{ client: ControlClient; place: Place }> {
  const place = await resolvePlace(context, options);
  return { client: createControlClient(place), place };
}
