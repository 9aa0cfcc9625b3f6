import { resolve } from 'node:path';
import {
  nearestWord,
  type Policy,
  type PolicyInput,
  PortcullisError,
  parsePolicyWithWarnings,
} from '@portcullis/gate';
import { type PresetName, presetNames, readPreset, withPreset } from '@portcullis/gate/presets';
import { z } from 'zod';
import { DEFAULT_LISTENER_LIMITS } from '../proxy/listener-limits.ts';
import { type ConsoleConfig, consoleSchema, readConsole } from './console-config.ts';
import { placeWarnings } from './place-warnings.ts';
import { checkedSite, siteNameExpected, siteNamePattern } from './site-name.ts';
import {
  databasesSchema,
  readStillness,
  type StillnessConfig,
  stillnessSchema,
  workersSchema,
} from './stillness-config.ts';
import { readStore, type StoreConfig, storeSchema } from './store-config.ts';
import { textWarnings } from './text-warnings.ts';
import { whyNoOrigin } from './why-no-origin.ts';

/** A checked configuration with every default filled. */
export interface Config {
  readonly site: string;
  readonly upstream: URL;
  readonly listen: { readonly host: string; readonly port: number };
  readonly maxHeaderBytes: number;
  readonly maxUpstreamRequests: number;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly stateDirectory: string;
  readonly store: StoreConfig;
  readonly publicUrl: URL | null;
  /** Null = there is none. */
  readonly preset: PresetName | null;
  /** As written and as the preset says, for the gate; checked here already. */
  readonly policyInput: PolicyInput;
  /** As written, without the preset. */
  readonly ownPolicy: PolicyInput;
  readonly policy: Policy;
  readonly warnings: readonly string[];
  readonly timeouts: Readonly<
    Record<'connectMs' | 'headersMs' | 'keepAliveMs' | 'drainMs' | 'slowClientGraceMs', number>
  >;
  /** Null = there is none. */
  readonly console: ConsoleConfig | null;
  /** Databases and workers that stop with the site. */
  readonly stillness: StillnessConfig;
  /** How held webhooks are delivered. */
  readonly replay: Readonly<Record<'perSecond' | 'atOnce' | 'timeoutMs' | 'keepDays', number>>;
  /** Signing secrets of webhooks; empty for what is not there. */
  readonly variable: (name: string) => string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly sources: ConfigSources;
}

/** Where a configuration was read from. */
export interface ConfigSources {
  /** Null = there is no file. */
  readonly file: string | null;
  /** Top-level keys that the file has, and the command line does not. */
  readonly inFile: readonly string[];
  /** Top-level keys that the command line set: `upstream`, `listen`, `site`. */
  readonly commandLine: readonly string[];
}

const nextStep = 'Correct this and try again; `portcullis init` writes a configuration that works.';
const port = z.int().min(0).max(65_535);
const milliseconds = z.int().min(1).max(86_400_000);

/** Strict: a typing error is an error, never silently a default. */
const configSchema = z.strictObject({
  site: z.string().regex(siteNamePattern, siteNameExpected).optional(),
  upstream: z.string(),
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(8080),
      maxHeaderBytes: z.int().min(4_096).max(262_144).default(DEFAULT_LISTENER_LIMITS.maxHeaderBytes),
    })
    .prefault({}),
  tls: z.strictObject({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  maxUpstreamRequests: z.int().min(1).max(65_536).default(256),
  stateDirectory: z.string().min(1).optional(),
  store: storeSchema.optional(),
  publicUrl: z.string().optional(),
  console: consoleSchema.prefault({}),
  databases: databasesSchema,
  workers: workersSchema,
  stillness: stillnessSchema,
  replay: z
    .strictObject({
      perSecond: z.int().min(1).max(100_000).default(100),
      atOnce: z.int().min(1).max(256).default(8),
      timeoutMs: z.int().min(1_000).max(300_000).default(15_000),
      keepDays: z.int().min(0).max(90).default(3),
    })
    .prefault({}),
  preset: z.unknown().optional(),
  policy: z.record(z.string(), z.unknown()).default({}),
  timeouts: z
    .strictObject({
      connectMs: milliseconds.default(5_000),
      headersMs: milliseconds.default(60_000),
      keepAliveMs: milliseconds.default(DEFAULT_LISTENER_LIMITS.keepAliveTimeoutMs),
      drainMs: milliseconds.default(10_000),
      slowClientGraceMs: milliseconds.default(60_000),
    })
    .prefault({}),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
    .prefault({}),
});

export interface ParseConfigOptions {
  /** Relative paths of the configuration start here. */
  readonly directory: string;
  readonly defaultStateDirectory: string;
  /** The site of the environment; a site that the configuration names comes first. @default "default" */
  readonly defaultSite?: string | null;
  /** Named in messages. */
  readonly source: string;
  /** @default null, there is none */
  readonly file?: string | null;
  /** Top-level keys that the command line put on top of the file. @default [] */
  readonly commandLine?: readonly string[];
  /** The environment, for places of databases; null = none is needed. @default null */
  readonly variable?: ((name: string) => string | undefined) | null;
  /** For the place of the store alone, where databases are none of the command's business. @default variable */
  readonly storeVariable?: ((name: string) => string | undefined) | null;
}

/** Throws PORTCULLIS_CONFIG_INVALID with every problem, its path and what to do. */
export function parseConfig(input: unknown, options: ParseConfigOptions): Config {
  const { directory, defaultStateDirectory, source, file = null, commandLine = [] } = options;
  const isConsoleOff = memberOf(input, 'console') === false;
  const parsed = configSchema.safeParse(isConsoleOff ? without(input, 'console') : input, {
    reportInput: true,
  });
  const origins = originsOf(input);
  const problems = [...(parsed.error?.issues ?? []).map(describeIssue), ...origins.problems];
  const { policyInput, ownPolicy, policy, warnings } = checkedPolicy(input, { source, problems });
  if (!parsed.success || origins.upstream === null || problems.length > 0) throw invalid(source, problems);
  const value = parsed.data;
  const readable = readConsole(value.console, { directory, gatePort: value.listen.port });
  const { variable = null } = options;
  const stopping = readStillness(value, { directory, policy, variable });
  const stateDirectory = resolve(directory, value.stateDirectory ?? defaultStateDirectory);
  const remembering = readStore(value.store, {
    directory,
    stateDirectory,
    variable: options.storeVariable ?? variable,
  });
  const unreadable = [
    ...readable.problems,
    ...remembering.problems,
    ...stopping.problems,
    ...ownFile(remembering.store, stopping.stillness.databases),
    ...(remembering.store.kind === 'redis' ? heldProblems(policy.webhooks) : []),
  ];
  if (unreadable.length > 0) throw invalid(source, unreadable);
  const { upstream, publicUrl } = origins;
  return {
    site: value.site ?? checkedSite(options.defaultSite ?? 'default', 'PORTCULLIS_SITE'),
    upstream,
    listen: { host: value.listen.host, port: value.listen.port },
    maxHeaderBytes: value.listen.maxHeaderBytes,
    maxUpstreamRequests: value.maxUpstreamRequests,
    tls: value.tls
      ? {
          certificateFile: resolve(directory, value.tls.certificateFile),
          keyFile: resolve(directory, value.tls.keyFile),
        }
      : null,
    stateDirectory,
    store: remembering.store,
    publicUrl,
    preset: presetNameOf(value.preset),
    policyInput,
    ownPolicy,
    policy,
    warnings: [
      ...warnings,
      ...textWarnings(policy.page),
      ...placeWarnings({
        store: remembering.store,
        listenHost: value.listen.host,
        upstream,
        publicUrl,
        policy,
      }),
    ],
    timeouts: value.timeouts,
    console: isConsoleOff ? null : readable.console,
    stillness: stopping.stillness,
    replay: value.replay,
    variable: variable ?? (() => undefined),
    logLevel: value.log.level,
    sources: {
      file,
      inFile: isObject(input) ? Object.keys(input).filter((key) => !commandLine.includes(key)) : [],
      commandLine,
    },
  };
}

/**
 * The gate's own check, with the file that holds the policy. It names the problems outside of the policy, too: who
 * mends a file wants to know all of them.
 */
function checkedPolicy(
  input: unknown,
  { source, problems }: { readonly source: string; readonly problems: readonly string[] },
): ReturnType<typeof parsePolicyWithWarnings> & Pick<Config, 'policyInput' | 'ownPolicy'> {
  const given = memberOf(input, 'policy');
  const preset = memberOf(input, 'preset');
  try {
    // Whatever is no object at all is among the problems already.
    const own: PolicyInput = isObject(given) ? given : {};
    const policyInput = preset === undefined ? own : withPreset(readPreset(preset), own);
    return { policyInput, ownPolicy: own, ...parsePolicyWithWarnings(policyInput) };
  } catch (cause) {
    if (!(cause instanceof PortcullisError)) throw cause;
    const message =
      problems.length === 0
        ? `${source} cannot be used. ${cause.message}\n${nextStep}`
        : `${source} cannot be used:\n  ${problems.join('\n  ')}\n${cause.message}\n${nextStep}`;
    throw new PortcullisError(problems.length === 0 ? cause.code : 'PORTCULLIS_CONFIG_INVALID', message, {
      cause,
    });
  }
}

interface Origins {
  /** Null where there is a problem. */
  readonly upstream: URL | null;
  readonly publicUrl: URL | null;
  readonly problems: readonly string[];
}

/** The URLs of a configuration that was not checked yet; what is no text at all is the schema's to tell. */
function originsOf(input: unknown): Origins {
  const problems: string[] = [];
  const read = (path: 'upstream' | 'publicUrl'): URL | null => {
    const text = memberOf(input, path);
    if (typeof text !== 'string') return null;
    const reason = whyNoOrigin(text);
    if (reason === null) return new URL(text);
    problems.push(`${path}: expected a URL such as "http://127.0.0.1:3000", got ${shown(text)}: ${reason}`);
    return null;
  };
  return { upstream: read('upstream'), publicUrl: read('publicUrl'), problems };
}

/** Checked already: a name, or an object with one. */
function presetNameOf(preset: unknown): PresetName | null {
  const name = isObject(preset) ? preset.name : preset;
  return presetNames.find((known) => known === name) ?? null;
}

function without(input: unknown, name: string): unknown {
  if (!isObject(input)) return input;
  const { [name]: _, ...rest } = input;
  return rest;
}

function memberOf(input: unknown, name: string): unknown {
  return isObject(input) && Object.hasOwn(input, name) ? input[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One line in the form: path, what was expected, what came. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.') || '(the whole file)';
  const shownInput = mayHoldSecret(issue.path) ? shownKind(issue.input) : shownValue(issue.input);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeysAt(issue.path);
      return issue.keys
        .map((key) => {
          const near = nearestWord(key, known);
          const hint = near ? `did you mean "${near}"?` : `known keys: ${known.join(', ')}`;
          return `${[...issue.path, bareOf(key)].join('.')}: unknown key; ${hint}`;
        })
        .join('\n  ');
    }
    case 'invalid_type':
      return `${path}: expected ${typeWords[issue.expected] ?? issue.expected}, got ${shownInput}`;
    case 'invalid_value':
      return `${path}: expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}, got ${shownInput}`;
    case 'too_big':
      return `${path}: expected at most ${issue.maximum}, got ${shownInput}`;
    case 'too_small':
      return `${path}: expected ${issue.origin === 'string' ? 'some text' : `at least ${issue.minimum}`}, got ${shownInput}`;
    default:
      return `${path}: ${issue.message}, got ${shownInput}`;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  tuple: 'a list',
};

/** A secret itself is written where its variable belongs; commands have theirs among their words. */
function mayHoldSecret(path: readonly PropertyKey[]): boolean {
  return path.some((key) => key === 'command' || String(key).endsWith('From'));
}

function shownKind(value: unknown): string {
  return typeof value === 'string' ? 'a text that is not shown' : shownValue(value);
}

function knownKeysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = configSchema;
  // The place within a list: every item of it has the same keys.
  for (const key of path) if (typeof key !== 'number') schema = innerShape(schema)[String(key)];
  return Object.keys(innerShape(schema));
}

/** Looks through `optional`, `default`, `prefault` and lists to the keys of the object inside. */
function innerShape(schema: unknown): Record<string, unknown> {
  let current = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown } | undefined;
  while (current && !current.shape && typeof current.unwrap === 'function')
    current = current.unwrap() as typeof current;
  return current?.shape ?? {};
}

function invalid(source: string, problems: readonly string[]): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_CONFIG_INVALID',
    `${source} cannot be used:\n  ${problems.join('\n  ')}\n${nextStep}`,
  );
}

function shown(text: string): string {
  const bare = bareOf(text);
  return JSON.stringify(bare.length > 60 ? `${bare.slice(0, 57)}...` : bare);
}

/** Without the password of a URL: messages go to logs. */
function bareOf(text: string): string {
  return text.replace(/:\/\/\S*@/, '://…@');
}

function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return shown(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A file of SQLite is closed whole: nobody could open it again. In PostgreSQL the store has a schema that is left out. */
function ownFile(store: StoreConfig, databases: readonly { readonly place: string }[]): readonly string[] {
  return databases.flatMap(({ place }, index) =>
    'file' in store && place === store.file
      ? [
          `databases.${index}: expected a database of the application, got the file of the store itself, which would be closed with it`,
        ]
      : [],
  );
}

/** What is acknowledged must not be lost, and calls of one order must stay in order: a file of each host keeps neither. */
function heldProblems(webhooks: Config['policy']['webhooks']): readonly string[] {
  return webhooks
    .filter(({ during }) => during === 'hold')
    .map(
      ({ pattern, provider }) =>
        `policy.webhooks: a store of the kind redis holds no requests, and ${pattern.source} of ${provider} would be held; expected during: "refuse" or "allow", or store.kind "postgres"`,
    );
}
