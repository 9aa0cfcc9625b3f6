import { PortcullisError } from '@portcullis/gate';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Config, ParseConfigOptions } from '../config/parse-config.ts';
import { checkedSite } from '../config/site-name.ts';
import { type ControlClient, createControlClient } from '../control/control-client.ts';
import { type Output, printable } from './output.ts';
import { sitesIn } from './sites-in.ts';

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

/** Where the place of the store is read, by a command that works on the store itself. */
type StoreVariable = Pick<ParseConfigOptions, 'storeVariable'>;

/** Which site and which state directory a command means: options, then configuration, then environment. */
export async function resolvePlace(
  context: CommandContext,
  options: CommonOptions,
  store: StoreVariable = {},
): Promise<Place> {
  return placeOf(context, options, await readConfig(context, options, store));
}

/**
 * The same for commands that a bad night must not stop: where the state directory is given, a configuration that
 * cannot be used is told and ignored.
 */
export async function resolvePlaceAnyhow(context: CommandContext, options: CommonOptions): Promise<Place> {
  const { environment, output } = context;
  let config: Config | null = null;
  try {
    config = await readConfig(context, options);
  } catch (error) {
    const { stateDirectory } = options;
    const reason = error instanceof Error ? error.message : String(error);
    if (stateDirectory === undefined) {
      throw new PortcullisError(
        error instanceof PortcullisError ? error.code : 'PORTCULLIS_CONFIG_INVALID',
        `${reason}\nEmergency: add --state-directory DIR (the running gate's); the configuration is then not read.`,
        { cause: error },
      );
    }
    const [only, ...others] = await sitesIn(stateDirectory);
    const known = only !== undefined && others.length === 0 ? only : null;
    const site = options.site ?? environment.site ?? known ?? 'default';
    const [first = ''] = reason.split('\n');
    output.note(
      `${output.paint.yellow('warning')} The configuration is ignored, this is the site ${site} of ${stateDirectory}: ${printable(first)}`,
    );
    return placeOf(context, { ...options, site }, null);
  }
  return placeOf(context, options, config);
}

async function readConfig(
  { environment, workingDirectory }: CommandContext,
  options: CommonOptions,
  { storeVariable = null }: StoreVariable = {},
): Promise<Config | null> {
  const loaded = await loadConfig(options.config ?? environment.configFile, workingDirectory);
  if (loaded === null) return null;
  // Loaded where there is something to check: at 2 am a command starts in a moment.
  const { parseConfig } = await import('../config/parse-config.ts');
  return parseConfig(loaded.input, {
    directory: loaded.directory,
    defaultStateDirectory: environment.stateDirectory,
    defaultSite: environment.site,
    source: loaded.source,
    storeVariable,
  });
}

function placeOf({ environment }: CommandContext, options: CommonOptions, config: Config | null): Place {
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
  const place = await resolvePlaceAnyhow(context, options);
  return { client: createControlClient(place), place };
}
