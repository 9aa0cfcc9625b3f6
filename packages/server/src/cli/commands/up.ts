import { PortcullisError } from '@portcullis/gate';
import { type Command, Option } from 'commander';
import { loadConfig } from '../../config/load-config.ts';
import type { Config } from '../../config/parse-config.ts';
import type { CommandContext, CommonOptions } from '../context.ts';
import { describeModes } from '../describe-modes.ts';
import { firstOwner } from '../first-owner.ts';
import { parseOriginOption } from '../parse-origin-option.ts';
import { writeDecisionKey } from '../write-decision-key.ts';
import { withCommonOptions } from './common-options.ts';

interface UpOptions extends CommonOptions {
  readonly upstream?: string;
  readonly listen?: string;
  /** False with `--no-console`. */
  readonly console?: string | boolean;
  readonly fromDisk?: boolean;
  readonly logLevel?: string;
}

export function addUpCommand(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('up'), context)
    .summary('start the gate in front of an application')
    .description(
      'Starts the gate: a reverse proxy that enforces the switch, with its store inside. Stops on Ctrl-C.',
    )
    .option('-u, --upstream <url>', 'the application, such as http://127.0.0.1:3000')
    .option('-l, --listen <host:port>', 'where visitors reach the gate (default: 127.0.0.1:8080)')
    .option('--console <host:port>', 'where operators reach the console (default: 127.0.0.1:8081)')
    .option('--no-console', 'without the console; the command line works all the same')
    .option('--from-disk', 'start from the last known state alone, without the store; nothing can be changed')
    .addOption(
      new Option('--log-level <level>', 'how much is logged').choices([
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    )
    .action((options: UpOptions) => up(context, options));
}

async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const { environment, output } = context;
  const config = await configOf(context, options);
  // Loaded by the one command that runs a server.
  const [{ startServer }, { createLogger }, { inEnglish }] = await Promise.all([
    import('../../start-server.ts'),
    import('../../observe/logger.ts'),
    import('../../sentences/in-english.ts'),
  ]);
  const logger = createLogger({ level: config.logLevel, site: config.site });
  for (const warning of config.warnings) output.note(`${output.paint.yellow('warning')} ${warning}`);
  const server = await startServer({
    config,
    logger,
    environmentMode: environment.mode,
    secret: environment.secret,
    providerSecret: environment.providerSecret,
    fromDisk: options.fromDisk ?? false,
  });
  try {
    await writeDecisionKey({ directory: config.stateDirectory, key: server.decisionKey });
  } catch (error) {
    // A full disk must not keep a site from being guarded.
    logger.error({ error }, 'the decision key could not be written: applications cannot be given it');
  }
  const { mode, why, switch: current } = server.gate.view().snapshot;
  // A mode that is forced holds for all of the site.
  const isForced = why === 'break-glass' || why === 'environment';
  const modes = describeModes({ mode, areas: isForced ? {} : current.areas });
  output.note(
    `${output.paint.bold('portcullis')} guards ${config.upstream.origin} at ${server.url}, now ${modes} (${why})`,
  );
  const problem = await server.upstreamReach();
  if (problem !== null)
    output.note(
      `${output.paint.yellow('warning')} ${inEnglish({ code: 'upstream-down', values: { origin: config.upstream.origin, problem } })}`,
    );
  if (server.consoleUrl !== null) output.note(`The console: ${server.consoleUrl}`);
  if (server.consoleUrl !== null && !server.isConsoleBuilt) {
    output.note(
      `${output.paint.yellow('warning')} The console is not built: npm run build, then start again.`,
    );
  }
  if (server.firstRun !== null) output.note(firstOwner(server.firstRun, context.nowMs()));
  context.onReload(() => {
    try {
      server.reload();
      logger.info({}, 'certificate and key were read again');
    } catch (error) {
      logger.error({ error }, 'certificate and key could not be read again; the old ones stay');
    }
  });
  await context.stopped();
  output.note('stopping: waiting for running requests');
  await server.close();
}

/** The file, with what the command line says on top. */
async function configOf(context: CommandContext, options: UpOptions): Promise<Config> {
  const { environment, workingDirectory } = context;
  const loaded = await loadConfig(options.config ?? environment.configFile, workingDirectory);
  const base = loaded?.input ?? {};
  if (typeof base !== 'object' || base === null) {
    throw new PortcullisError(
      'PORTCULLIS_CONFIG_INVALID',
      `${loaded?.source}: expected an object with the configuration.`,
    );
  }
  if (loaded === null && options.upstream === undefined) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      'Nothing to guard: give --upstream http://127.0.0.1:3000, or make a configuration with `portcullis init`.',
    );
  }
  const commandLine = {
    ...(options.upstream === undefined
      ? {}
      : { upstream: parseOriginOption(options.upstream, '--upstream') }),
    ...(options.listen === undefined ? {} : { listen: parseListen(options.listen, '--listen') }),
    ...consoleOf(base, options),
    ...(options.stateDirectory === undefined ? {} : { stateDirectory: options.stateDirectory }),
    ...(options.site === undefined ? {} : { site: options.site }),
    ...(options.logLevel === undefined ? {} : { log: { level: options.logLevel } }),
  };
  const { parseConfig } = await import('../../config/parse-config.ts');
  return parseConfig(
    { ...base, ...commandLine },
    {
      directory: loaded?.directory ?? workingDirectory,
      defaultStateDirectory: environment.stateDirectory,
      defaultSite: environment.site,
      source: loaded?.source ?? 'the command line',
      file: loaded?.source ?? null,
      commandLine: Object.keys(commandLine),
      variable: environment.variable,
    },
  );
}

/** What the command line says of the console, on top of what the file says. */
function consoleOf(base: object, { console: wanted }: UpOptions): object {
  if (wanted === undefined || wanted === true) return {};
  if (wanted === false) return { console: false };
  const given: unknown = 'console' in base ? base.console : {};
  const kept = typeof given === 'object' && given !== null ? given : {};
  return { console: { ...kept, listen: parseListen(wanted, '--console') } };
}

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` (loopback) or `8080` (loopback). */
function parseListen(text: string, option: string): { host: string; port: number } {
  const match = /^(?:(\[[0-9a-f:]+\]|[\w.-]*):)?(\d{1,5})$/i.exec(text);
  if (!match || Number(match[2]) > 65_535) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      `${option}: expected HOST:PORT such as 127.0.0.1:8080, got ${JSON.stringify(text)}.`,
    );
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return { host: host === '' ? '127.0.0.1' : host, port: Number(match[2]) };
}
