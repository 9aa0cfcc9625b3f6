import { resolve } from 'node:path';
import type { OperatorRole } from '@portcullis/gate';
import { z } from 'zod';
import { isLoopbackName, loopbackNameFor } from './gate-origin.ts';

/** The console and its control API on TCP, with every default filled. */
export interface ConsoleConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** How browsers reach it, when it is not by the address it listens on. */
  readonly publicUrl: URL | null;
  /** Before every path that arrives here; begins and ends with a slash. */
  readonly basePath: string;
  /** Before every path that browsers see: that of `publicUrl`, whose proxy may have cut it off. */
  readonly visibleBase: string;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  readonly provider: ProviderConfig | null;
}

/** An OpenID provider that operators sign in with. */
export interface ProviderConfig {
  /** For the button. */
  readonly name: string;
  readonly issuer: URL;
  readonly clientId: string;
  /** Null = that of the environment; without one it is a public client. */
  readonly clientSecretFile: string | null;
  readonly scopes: readonly string[];
  /** Who gets which role; whoever is not named gets nothing. */
  readonly roles: {
    /** By subject. */
    readonly subjects: Readonly<Record<string, OperatorRole>>;
    /** By the values of a claim. */
    readonly claim: { readonly name: string; readonly map: Readonly<Record<string, OperatorRole>> } | null;
  };
  /** Whether the provider says when somebody proved who it is, or signing in there counts as proof. */
  readonly proof: 'auth-time' | 'sign-in';
}

const role = z.enum(['viewer', 'support', 'operator', 'owner']);
const roleMap = z.record(z.string(), role);

const providerSchema = z.strictObject({
  name: z.string().trim().min(1).max(64),
  issuer: z.string(),
  clientId: z.string().min(1),
  clientSecretFile: z.string().min(1).optional(),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]+$/, 'expected a scope'))
    .default(['openid', 'profile', 'email']),
  roles: z.strictObject({
    subjects: roleMap.default({}),
    claim: z.strictObject({ name: z.string().min(1), map: roleMap }).optional(),
  }),
  proof: z.enum(['auth-time', 'sign-in']).default('auth-time'),
});

const defaultPort = 8081;

/** `console: false` turns it off and is taken away before. */
export const consoleSchema = z.strictObject({
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).optional(),
    })
    .prefault({}),
  publicUrl: z.string().optional(),
  basePath: z
    .string()
    .regex(/^\/(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?$/, 'expected a path such as "/portcullis/"')
    .default('/'),
  tls: z.strictObject({ certificateFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  allowInsecure: z.boolean().default(false),
  provider: providerSchema.optional(),
});

export interface ReadConsoleOptions {
  /** Relative paths start here. */
  readonly directory: string;
  /** Who lets the gate take any free port means the console's, too. */
  readonly gatePort: number;
}

/** Throws nothing: what cannot be used is among `problems`, each with its place. */
export function readConsole(
  value: z.output<typeof consoleSchema>,
  { directory, gatePort }: ReadConsoleOptions,
): { readonly console: ConsoleConfig; readonly problems: readonly string[] } {
  const { tls, allowInsecure, provider } = value;
  const listen = { host: value.listen.host, port: value.listen.port ?? (gatePort === 0 ? 0 : defaultPort) };
  const problems: string[] = [];
  const publicUrl = readPublicUrl(value.publicUrl, problems);
  const basePath = withSlash(value.basePath);
  if (!isLoopback(listen.host)) {
    if (tls === undefined && !allowInsecure) {
      problems.push(
        `console.listen.host: ${JSON.stringify(listen.host)} is reached from other machines, and without TLS everybody between can read along. Set console.tls; or, where nobody but a proxy that speaks TLS reaches this port, console.allowInsecure: true`,
      );
    }
    if (publicUrl === null && loopbackNameFor(listen.host) !== null) {
      problems.push(
        'console.publicUrl: needed with a host that means every address: the console answers to its own name only',
      );
    }
  }
  return {
    problems,
    console: {
      listen,
      publicUrl,
      basePath,
      visibleBase: publicUrl === null ? basePath : withSlash(publicUrl.pathname),
      tls: tls
        ? {
            certificateFile: resolve(directory, tls.certificateFile),
            keyFile: resolve(directory, tls.keyFile),
          }
        : null,
      provider: provider === undefined ? null : readProvider(provider, { directory, problems }),
    },
  };
}

function isLoopback(host: string): boolean {
  return isLoopbackName(host) || (loopbackNameFor(host) === '[::1]' && !/^[0:]+$/.test(host));
}

function readPublicUrl(text: string | undefined, problems: string[]): URL | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '' &&
    /^\/(?:[\w.~-]+\/?)*$/.test(url.pathname);
  if (isPlain && (url.protocol === 'https:' || isLoopbackName(url.hostname))) return url;
  problems.push(
    `console.publicUrl: expected a URL such as "https://ops.example.com/portcullis/", without query or credentials, got ${JSON.stringify(text)}. Over plain http browsers keep no session but on this machine itself`,
  );
  return null;
}

function readProvider(
  { clientSecretFile, issuer, roles, ...rest }: z.output<typeof providerSchema>,
  { directory, problems }: { readonly directory: string; readonly problems: string[] },
): ProviderConfig {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  if (
    url === null ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname)))
  ) {
    problems.push(
      `console.provider.issuer: expected an https URL such as "https://id.example.com", got ${JSON.stringify(issuer)}`,
    );
  }
  const { subjects, claim = null } = roles;
  if (Object.keys(subjects).length === 0 && claim === null) {
    problems.push('console.provider.roles: expected subjects or a claim, or nobody could sign in');
  }
  return {
    ...rest,
    issuer: url ?? new URL('https://invalid.invalid'),
    clientSecretFile: clientSecretFile === undefined ? null : resolve(directory, clientSecretFile),
    roles: { subjects, claim },
  };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
