import type { CallRule, JsonPatternInput, SocketRule } from './calls.ts';
import type { Role } from './identity.ts';
import type { Mode } from './mode.ts';
import type { Production, ProductionInput } from './production.ts';
import type { RoutePattern } from './route-pattern.ts';
import type { LocalizedText } from './text.ts';
import type { Webhook, WebhookInput, WebhookProviderInput } from './webhook.ts';

export type { JsonPatternInput } from './calls.ts';
export type { RoutePattern } from './route-pattern.ts';

/**
 * What the site's owner decided, as data. This is the shape people write (JSON or TypeScript);
 * `parsePolicy` checks it and fills the defaults.
 */
export interface PolicyInput {
  readonly routes?: readonly RouteInput[];
  readonly areas?: Readonly<Record<string, AreaInput>>;
  /** Exact paths, with exactly the query written here, that answer GET and HEAD in every mode. @default ["/healthz", "/livez", "/readyz"] */
  readonly health?: readonly string[];
  /** Names of parameters from which the application takes its route, such as Drupal's `q`. @default [] */
  readonly routeParameters?: readonly string[];
  /**
   * Whether a first segment that names a language is passed over, as websites of Odoo do: every rule for `/shop` then holds
   * for `/fr/shop`. True: what looks like its code (`fr`, `fr_FR`, `sr@latin`). A list: these besides. @default false
   */
  readonly languagePrefix?: boolean | readonly string[];
  readonly signIn?: SignInInput;
  /** Asked in this order; the first that names somebody wins. @default [] */
  readonly identity?: readonly IdentityInput[];
  readonly trusted?: TrustedInput;
  readonly bypass?: BypassInput;
  /** What an instance does when it cannot reach the store any more. @default "keep" */
  readonly onStoreLost?: 'keep' | 'read-only' | 'closed';
  /** The mode of an instance that has never seen a state and cannot reach the store. @default "read-only" */
  readonly neverSeen?: Mode;
  readonly page?: PageInput;
  readonly banners?: { readonly visitors?: boolean; readonly insiders?: boolean };
  /** Retry-After when no end is known. @default 600 */
  readonly retryAfterSeconds?: number;
  readonly cors?: { readonly origins?: readonly string[]; readonly credentials?: boolean };
  /** Refuse encoded slashes while the switch is on. @default false */
  readonly strictTargets?: boolean;
  /**
   * Further names by which the app lets a request ask for another method (Express `methodOverride('_m')`): of
   * headers, parameters, fields and cookies. @default []
   */
  readonly methodOverrides?: readonly string[];
  /** How clients of this application are told, beyond HTTP; presets set it. @default none */
  readonly dialect?: string;
  /** What production mode does while it is on. @default nothing */
  readonly production?: ProductionInput;
  /** Routes that other systems call, and what becomes of such a call during a window. @default [] */
  readonly webhooks?: readonly WebhookInput[];
  /** Further providers, by name, beside those that are known. @default {} */
  readonly webhookProviders?: Readonly<Record<string, WebhookProviderInput>>;
}

/** One rule about routes. `match` is `[METHOD[,METHOD] ]GLOB`, such as `POST /orders/:id/refund`. */
export interface RouteInput {
  readonly match: string;
  /** Only for this host name. */
  readonly host?: string;
  /** What the request does, where the method says otherwise: a GET that writes, a POST that reads. */
  readonly access?: 'read' | 'write';
  /** What the request does, where its body says so: GraphQL, RPC and the like. */
  readonly calls?: CallRuleInput;
  /** What a WebSocket of this route may do during a window; without it, sockets are refused then. */
  readonly socket?: SocketRuleInput;
  /**
   * A write that everybody may do during a window; with `calls` only the calls that they list. `never`: no wider exception
   * and no sign-in route holds here.
   */
  readonly exception?: boolean | 'never';
  /** While the mode is not open, only a bypass reaches it. */
  readonly protected?: boolean;
  /** Even an insider must confirm it during a window. */
  readonly sensitive?: boolean;
  /** Why this rule is there; shown by `explain`. Required for exceptions. */
  readonly why?: string;
}

/** Names are compared exactly. Whatever is not listed writes, and so does what cannot be read. */
export type CallRuleInput =
  | {
      readonly protocol: 'graphql';
      /** Hashes or ids of persisted documents and what they do. */
      readonly persisted?: Readonly<Record<string, 'read' | 'write'>>;
      /** @default 5000 */
      readonly maxTokens?: number;
      /** The most operations in one batch. @default 100 */
      readonly maxBatch?: number;
    }
  | { readonly protocol: 'json-rpc' | 'xml-rpc'; readonly read: readonly JsonPatternInput[] }
  | {
      readonly protocol: 'trpc' | 'grpc-web' | 'next-action';
      readonly read: readonly string[];
    }
  | {
      readonly protocol: 'form';
      readonly field: string;
      readonly read: readonly string[];
      /** What a request does that names no action. @default "write" */
      readonly absent?: 'read' | 'write';
    };

/** `allow`: the stream is a read. Otherwise the text messages that read: as they are, or by JSON pointers. */
export type SocketRuleInput = 'allow' | { readonly read: readonly JsonPatternInput[] };

export interface AreaInput {
  /** How people call it. @default the area's name */
  readonly title?: LocalizedText;
  readonly routes: readonly string[];
  /** Whether pages of the rest of the site tell visitors that it is paused. @default true */
  readonly announced?: boolean;
}

export interface SignInInput {
  /** The page with the sign-in form; tried before turning on. */
  readonly page?: string;
  /** Writes that signing in and out needs: login, logout, second factor, SSO callbacks, token endpoint. */
  readonly routes: readonly string[];
  /** The page that signs out; offered to those who are signed in and may not come in. */
  readonly signOut?: string;
}

export type IdentityInput = ProbeInput | OdooInput | WordPressInput | JwtInput | HeaderInput | CallbackInput;

/** Where an answer or a token says the groups. */
export interface GroupsInput {
  /** JSON pointer (RFC 6901) to a string or an array of strings. */
  readonly pointer: string;
}

/** How a JSON value becomes a role: exact, case-sensitive values. */
export interface RoleMappingInput {
  /** JSON pointer (RFC 6901) to a string or an array of strings. */
  readonly pointer: string;
  readonly map: Readonly<Record<string, Role>>;
}

/** Ask the upstream who this cookie is. */
export interface ProbeInput {
  readonly kind: 'probe';
  readonly request: {
    readonly method?: 'GET' | 'POST';
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** Names of the cookies that hold the session: without any of them nobody is asked. */
  readonly cookies: readonly string[];
  /** JSON pointer to the subject. */
  readonly subject: string;
  readonly role: RoleMappingInput;
  /** Without it, nobody's groups are known. */
  readonly groups?: GroupsInput;
  /** @default 30, at most 60 */
  readonly cacheSeconds?: number;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

/**
 * Ask an Odoo, 16 to 19, who this cookie is. A group is written as its external id (`module.name`), or as its name
 * exactly as Odoo shows it in English, alone or with the application before it (`Sales / Administrator`).
 */
export interface OdooInput {
  readonly kind: 'odoo';
  /** Whoever is in one of these has the role `allowed`. @default ["Allowed During Maintenance"] */
  readonly allowedGroups?: readonly string[];
  /** The role `support`. @default [] */
  readonly supportGroups?: readonly string[];
  /** The role `admin`, beside those who may change Odoo's settings, who always have it. @default [] */
  readonly adminGroups?: readonly string[];
  /** Further groups to be asked about. @default [] */
  readonly groups?: readonly string[];
  /** @default 30, from 15 to 60 */
  readonly cacheSeconds?: number;
  /** For all calls of one question together. @default 2000 */
  readonly timeoutMs?: number;
}

/** Ask a WordPress who this cookie is; its roles are the groups. */
export interface WordPressInput {
  readonly kind: 'wordpress';
  /** Roles of WordPress to roles here; exact values. @default { "administrator": "admin" } */
  readonly roles?: Readonly<Record<string, Role>>;
  /** @default 30, from 15 to 60 */
  readonly cacheSeconds?: number;
  /** For both requests of one question together. @default 2000 */
  readonly timeoutMs?: number;
}

export interface JwtInput {
  readonly kind: 'jwt';
  readonly from: { readonly cookie: string } | { readonly header: string };
  readonly algorithms: readonly string[];
  readonly issuer: string;
  readonly audience: string;
  /** Exactly one of `jwksUrl`, `jwks` and `publicKeyPem`. */
  readonly jwksUrl?: string;
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Needs exactly one algorithm. */
  readonly publicKeyPem?: string;
  /** JSON pointer to the subject. @default "/sub" */
  readonly subject?: string;
  readonly role: RoleMappingInput;
  /** Without it, nobody's groups are known. */
  readonly groups?: GroupsInput;
  /** How far the issuer's clock may be off. @default 0, at most 5 */
  readonly clockToleranceSeconds?: number;
}

/** Headers set by a proxy that signs people in; honoured from `trusted.proxies` only. */
export interface HeaderInput {
  readonly kind: 'header';
  readonly subject: string;
  readonly role: { readonly header: string; readonly map: Readonly<Record<string, Role>> };
  /** A comma-separated list. Without it, nobody's groups are known. */
  readonly groups?: { readonly header: string };
}

/** A function of the host program, handed to `createGate`. */
export interface CallbackInput {
  readonly kind: 'callback';
}

export interface TrustedInput {
  /** Networks that count as a trusted path: CIDR, IPv4 or IPv6. */
  readonly networks?: readonly { readonly name: string; readonly cidr: string }[];
  /** Host names that count as a trusted path, without a port. */
  readonly adminHosts?: readonly string[];
  /** Proxies whose forwarding header is believed: CIDR. */
  readonly proxies?: readonly string[];
  /** The one forwarding header those proxies set. @default "x-forwarded-for" */
  readonly addressHeader?: 'x-forwarded-for' | 'forwarded' | 'x-real-ip';
}

export interface BypassInput {
  /** Roles that may write with identity and path. @default ["admin"] */
  readonly write?: readonly Role[];
  /** Roles that may write by role alone; `status` says so. @default [] */
  readonly writeByRoleAlone?: readonly Role[];
  /** Who has the role `allowed`: whom an identity source gives it, and subjects, whatever their own role is. */
  readonly allowed?: { readonly subjects?: readonly string[]; readonly write?: boolean };
}

export interface PageInput {
  /** The site's name as visitors know it. */
  readonly brand?: string;
  /** A `data:image/png|svg+xml|webp|jpeg;base64,` URL of at most 64 KB. */
  readonly logo?: string;
  readonly colors?: { readonly accent?: string; readonly accentDark?: string };
  /** Languages offered. @default ["en", "de", "fr", "es", "ar"] */
  readonly languages?: readonly string[];
  /** Texts of further languages, or changed texts: language → key → text. */
  readonly texts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Contact shown when the switch itself names none. */
  readonly contact?: { readonly email?: string; readonly phone?: string; readonly url?: string };
  /** IANA zone for times on the page. @default "UTC" */
  readonly timeZone?: string;
}

/** A checked policy with every default filled. */
export interface Policy {
  readonly routes: readonly Route[];
  readonly areas: Readonly<Record<string, Area>>;
  readonly health: readonly string[];
  readonly routeParameters: readonly string[];
  /** Null: no language is passed over. Otherwise codes of languages that do not look like one. */
  readonly languagePrefix: readonly string[] | null;
  readonly signIn: {
    readonly page: string | null;
    readonly routes: readonly RoutePattern[];
    readonly signOut: string | null;
  };
  readonly identity: readonly IdentityInput[];
  readonly trusted: Trusted;
  readonly bypass: Bypass;
  readonly onStoreLost: 'keep' | 'read-only' | 'closed';
  readonly neverSeen: Mode;
  readonly page: Page;
  readonly banners: { readonly visitors: boolean; readonly insiders: boolean };
  readonly retryAfterSeconds: number;
  readonly cors: { readonly origins: readonly string[]; readonly credentials: boolean };
  readonly strictTargets: boolean;
  readonly methodOverrides: readonly string[];
  readonly dialect: string | null;
  /** Null: production mode does nothing here. */
  readonly production: Production | null;
  readonly webhooks: readonly Webhook[];
}

export interface Route {
  readonly pattern: RoutePattern;
  readonly access: 'read' | 'write' | null;
  readonly calls: CallRule | null;
  readonly socket: SocketRule | null;
  /** `never`: no other exception and no sign-in route holds here. */
  readonly exception: boolean | 'never';
  readonly protected: boolean;
  readonly sensitive: boolean;
  readonly why: string;
}

export interface Area {
  readonly name: string;
  readonly title: LocalizedText;
  readonly routes: readonly RoutePattern[];
  readonly announced: boolean;
}

export interface Trusted {
  readonly networks: readonly { readonly name: string; readonly cidr: string }[];
  readonly adminHosts: readonly string[];
  readonly proxies: readonly string[];
  readonly addressHeader: 'x-forwarded-for' | 'forwarded' | 'x-real-ip';
}

export interface Bypass {
  readonly write: readonly Role[];
  readonly writeByRoleAlone: readonly Role[];
  readonly allowedSubjects: readonly string[];
  readonly allowedWrite: boolean;
}

export interface Page {
  readonly brand: string;
  readonly logo: string | null;
  readonly accent: string | null;
  readonly accentDark: string | null;
  readonly languages: readonly string[];
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly contact: { readonly email?: string; readonly phone?: string; readonly url?: string };
  readonly timeZone: string;
}
