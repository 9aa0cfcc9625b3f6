import type { Policy, Settings } from '@portcullis/gate';
import type { Config } from '../config/parse-config.ts';

/** `program` = whoever started the server from his own code gave it: there is no file. */
type Origin = 'file' | 'program' | 'preset' | 'default' | 'settings' | 'command-line';

export interface PolicyValue {
  /** `policy.bypass.write`. */
  readonly path: string;
  readonly value: unknown;
  readonly from: Origin;
}

/** Parts of the policy whose keys are told one by one; everything else is one value. */
const groups: readonly (keyof Policy)[] = [
  'signIn',
  'trusted',
  'bypass',
  'page',
  'banners',
  'cors',
  'production',
];
/** Told with examples, apart. */
const apart: readonly (keyof Policy)[] = ['routes', 'areas'];

/** What people write, where it is called otherwise than in the checked policy. */
const inputNames: Readonly<Record<string, readonly string[]>> = {
  'page.accent': ['page', 'colors', 'accent'],
  'page.accentDark': ['page', 'colors', 'accentDark'],
  'bypass.allowedSubjects': ['bypass', 'allowed', 'subjects'],
  'bypass.allowedWrite': ['bypass', 'allowed', 'write'],
};

export interface PolicyValuesOptions {
  readonly config: Config;
  readonly settings: Settings | null;
  /** The policy as pages are written by. */
  readonly presented: Policy;
}

/** Every value in force, and where it comes from. Secrets of probes are hidden. */
export function policyValues({ config, settings, presented }: PolicyValuesOptions): PolicyValue[] {
  const ofPolicy = Object.entries(presented)
    .filter(([key]) => !(apart as readonly string[]).includes(key))
    .flatMap(([key, value]) => (isGroup(key, value) ? membersOf(key, value) : [{ names: [key], value }]))
    .map(({ names, value }): PolicyValue => {
      const path = names.join('.');
      const written = inputNames[path] ?? names;
      const isSet = settings !== null && isSettable(written) && has(inForce(settings), written);
      const from = isSet ? 'settings' : originIn(config, written);
      return {
        path: `policy.${path}`,
        value: path === 'identity' ? withoutSecrets(presented.identity) : shortened(value),
        from,
      };
    });
  return [...ofServer(config), ...ofPolicy];
}

/** What of the policy operators set. */
function isSettable([group = '']: readonly string[]): boolean {
  return group === 'page' || group === 'production';
}

function inForce({ page, production }: Settings): unknown {
  const { text = {} } = production ?? {};
  return { page, ...(Object.keys(text).length > 0 && { production: { text } }) };
}

function ofServer(config: Config): PolicyValue[] {
  const { sources } = config;
  const values: readonly (readonly [key: string, value: unknown])[] = [
    ['site', config.site],
    ['preset', config.preset],
    ['upstream', config.upstream.origin],
    ['listen', `${config.listen.host}:${config.listen.port}`],
    ['publicUrl', config.publicUrl?.origin ?? null],
    ['tls', config.tls !== null],
    ['maxUpstreamRequests', config.maxUpstreamRequests],
    ['timeouts', config.timeouts],
  ];
  return values.map(([path, value]) => ({
    path,
    value,
    from: sources.commandLine.includes(path)
      ? 'command-line'
      : sources.inFile.includes(path)
        ? originOfGiven(config)
        : 'default',
  }));
}

/** A list that is the preset's and the owner's counts as the owner's: it is his to change. */
function originIn(config: Config, written: readonly string[]): Origin {
  if (has(config.ownPolicy, written)) return originOfGiven(config);
  return has(config.policyInput, written) ? 'preset' : 'default';
}

/** Whether the preset names that route; the owner's takes the place of the preset's with the same pattern and host. */
export function isOfPreset(
  { ownPolicy }: Config,
  { source, host }: Policy['routes'][number]['pattern'],
): boolean {
  const own = ownPolicy.routes ?? [];
  return !own.some((route) => route.match === source && (route.host ?? null) === host);
}

function originOfGiven({ sources }: Config): Origin {
  return sources.file === null ? 'program' : 'file';
}

function isGroup(key: string, value: unknown): value is Readonly<Record<string, unknown>> {
  return (groups as readonly string[]).includes(key) && typeof value === 'object' && value !== null;
}

function membersOf(group: string, value: Readonly<Record<string, unknown>>) {
  return Object.entries(value).map(([key, member]) => ({
    names: [group, key],
    value: hasPatterns(group, key) && Array.isArray(member) ? member.map(sourceOf) : member,
  }));
}

function hasPatterns(group: string, key: string): boolean {
  return group === 'signIn' ? key === 'routes' : group === 'production' && /^(?:refused|calls)$/.test(key);
}

/** As it was written; what holds one says it by that alone. */
function sourceOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('pattern' in value) return sourceOf(value.pattern);
  return 'source' in value ? value.source : value;
}

function has(input: unknown, names: readonly string[]): boolean {
  let value = input;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value !== undefined;
}

/** A probe may carry a password: its headers and its body are nobody's to look at. */
function withoutSecrets(identity: Policy['identity']): unknown {
  return identity.map((source) => {
    if (source.kind !== 'probe') return source;
    const { headers, body, ...request } = source.request;
    const hidden = Object.fromEntries(Object.keys(headers ?? {}).map((name) => [name, '(hidden)']));
    return {
      ...source,
      request: {
        ...request,
        ...(headers === undefined ? {} : { headers: hidden }),
        ...(body === undefined ? {} : { body: '(hidden)' }),
      },
    };
  });
}

/** A logo is up to 64 KB: that there is one is enough. */
function shortened(value: unknown): unknown {
  return typeof value === 'string' && value.length > 1_000 ? `${value.slice(0, 64)}…` : value;
}
