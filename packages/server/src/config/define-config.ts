import type { OperatorRole, PolicyInput } from '@portcullis/gate';
import type { PresetInput } from '@portcullis/gate/presets';
import type { Worker } from '@portcullis/quiesce/workers';

/** What a server needs to know, as people write it. Checked by `parseConfig`: unknown keys are errors. */
export interface ConfigInput {
  /** Name of the protected site: lower-case letters, digits and dashes. @default "default" */
  readonly site?: string;
  /** Where the application listens, such as `http://127.0.0.1:3000`. */
  readonly upstream: string;
  /** Where the gate listens. Beyond loopback only when written here. @default 127.0.0.1:8080 */
  readonly listen?: {
    readonly host?: string;
    readonly port?: number;
    /** Size of a request's head, target included; Kerberos tickets may need 65536. @default 16384 */
    readonly maxHeaderBytes?: number;
  };
  /** Requests under way to the application at once; others wait. Sockets and event streams do not count. @default 256 */
  readonly maxUpstreamRequests?: number;
  /** Serve HTTPS with these PEM files; read again on SIGHUP. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Secret, break-glass file, last known state and control socket live here. @default see `portcullis up --help` */
  readonly stateDirectory?: string;
  /** @default sqlite in the state directory */
  readonly store?: StoreInput;
  /** How visitors reach the gate, for links such as those of passes. */
  readonly publicUrl?: string;
  /** The operators' web app and the control API on TCP; false = neither. The Unix socket stays. @default {} */
  readonly console?: false | ConsoleInput;
  /** What is known of an application, such as `"odoo"`, or `{ name: "odoo", … }` with its options; `policy` is joined to it. */
  readonly preset?: PresetInput;
  readonly policy?: PolicyInput;
  readonly timeouts?: {
    /** @default 5000 */
    readonly connectMs?: number;
    /** Until the application answers with a head. @default 60000 */
    readonly headersMs?: number;
    /** Silence between two requests of a connection: longer than a proxy in front keeps its own. @default 100000 */
    readonly keepAliveMs?: number;
    /** How long a shutdown waits for running requests. @default 10000 */
    readonly drainMs?: number;
    /** How long uploads that had begun before a change of the switch may go on although it refuses them. @default 60000 */
    readonly slowClientGraceMs?: number;
  };
  /** How webhooks that were held are delivered once their routes are open. */
  readonly replay?: {
    /** Fewer beside live traffic: of its places they take a tenth. @default 100 */
    readonly perSecond?: number;
    /** @default 8 */
    readonly atOnce?: number;
    /** For one answer of the application. @default 15000 */
    readonly timeoutMs?: number;
    /** How long a webhook is kept that was delivered or dropped. @default 3 */
    readonly keepDays?: number;
  };
  /** Databases whose guard is closed with the site. @default [] */
  readonly databases?: readonly DatabaseInput[];
  /** Queues, crons and schedulers that are paused with the site. @default [] */
  readonly workers?: readonly WorkerInput[];
  readonly stillness?: {
    /** How long what had begun may take; afterwards `onTimeout` says what happens. */
    readonly deadlines?: {
      /** Until workers are paused. @default 10000 */
      readonly freezeMs?: number;
      /** @default 30000 */
      readonly requestsMs?: number;
      /** @default 300000 */
      readonly workersMs?: number;
      /** @default 30000 */
      readonly databasesMs?: number;
    };
    /** `report`: go on, and name what is left. `cut`: end it. `roll-back`: take the turning on back. @default "report" */
    readonly onTimeout?: {
      readonly requests?: 'report' | 'cut' | 'roll-back';
      readonly workers?: 'report' | 'roll-back';
      readonly databases?: 'report' | 'cut' | 'roll-back';
    };
    /** Whether people can sign in with the databases closed is tried as this says; without it, it is not. */
    readonly signIn?: SignInTrialInput;
  };
  readonly log?: { readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent' };
}

/** Where the switch is remembered. */
export type StoreInput =
  | { readonly kind: 'sqlite'; readonly file?: string }
  /** Of several hosts together: each has the same secret, `PORTCULLIS_SECRET`. */
  | {
      readonly kind: 'postgres';
      /** `postgres://role:password@host/database`. */
      readonly place?: string;
      /** The environment variable that holds the place, instead of it. */
      readonly placeFrom?: string;
      /** Where to listen for changes, directly, when the place is a pooler in transaction mode. @default the place */
      readonly listen?: string;
      readonly listenFrom?: string;
      /** Made when it is not there. @default "portcullis_store" */
      readonly schema?: string;
    }
  | {
      /** Redis 6.2 or newer, or Valkey: servers of several hosts share it. Each has a file for refused writes and incidents. */
      readonly kind: 'redis';
      /** `redis://user:password@host:6379/0`, `rediss://…` or the path of a socket. One of this and `placeFrom`. */
      readonly place?: string;
      /** The environment variable that holds the place, so that no password stands in the file. */
      readonly placeFrom?: string;
      /** What all keys begin with, in braces. @default "portcullis" */
      readonly prefix?: string;
      /** @default portcullis.sqlite in the state directory */
      readonly file?: string;
    };

/** Its guard is installed before: `portcullis guard install`. */
export interface DatabaseInput {
  readonly name: string;
  /** `postgres://operator:…@127.0.0.1/shop`, directly and not through a pool, or the path of a file of SQLite. */
  readonly place?: string;
  /** The environment variable that holds the place, instead of it. */
  readonly placeFrom?: string;
  /** By area, the tables that it writes to: only then an area can be closed by itself, or opened first. */
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /** SQLite: tables that reading and signing in must write. In PostgreSQL: `portcullis guard install --bookkeeping`. */
  readonly bookkeeping?: readonly string[];
  /** Who is expected to be connected, as `shop` or `shop/shop-web`: others are named while it is closed. In SQLite: names of programs. */
  readonly clients?: readonly string[];
}

/** An account of its own, that may do nothing but read. */
export interface SignInTrialInput {
  readonly user: string;
  /** The environment variable that holds the password. */
  readonly passwordFrom: string;
  /** The page with the form. @default `policy.signIn.page` */
  readonly page?: string;
  /** Where there is no page with a form: what takes user and password by POST. */
  readonly endpoint?: string;
  /** Of what the endpoint takes. @default "json" */
  readonly format?: 'json' | 'form';
  /** @default the field before the password; for an endpoint "username" */
  readonly userField?: string;
  /** @default the field of that kind; for an endpoint "password" */
  readonly passwordField?: string;
  /** Sent besides. @default {} */
  readonly fields?: Readonly<Record<string, string>>;
  /** A page that only those see who have signed in. */
  readonly read: string;
  /** A text that it has for them. */
  readonly contains?: string;
  /** `"/logout"` or `"POST /logout"`. @default `policy.signIn.signOut` */
  readonly signOut?: string;
  /** For each request. @default 5000 */
  readonly timeoutMs?: number;
}

export type WorkerInput = {
  readonly name: string;
  /** It stops when one of these is not open. @default when the site is not */
  readonly areas?: readonly string[];
} & (
  | {
      /** Makes an adapter of `@portcullis/quiesce/workers` with your own queue. Called once the server runs. */
      readonly connect: () => Worker | Promise<Worker>;
    }
  | {
      /** Processes of the application that join with `joinFleet` of `@portcullis/quiesce/fleet`. */
      readonly processes: {
        /** Fewer are not all of them: then it cannot be said that nothing runs. @default 1 */
        readonly least?: number;
      };
    }
  | {
      /** Programs with their arguments, such as `["systemctl", "stop", "sidekiq"]`. */
      readonly command: {
        readonly pause: readonly string[];
        readonly resume: readonly string[];
        /** Ends with 0 while it runs. @default pausedExitCodes [3], as `systemctl is-active` does */
        readonly status?: {
          readonly command: readonly string[];
          readonly pausedExitCodes?: readonly number[];
        };
        /** Prints how many jobs run. Without it the worker is never said to be drained. */
        readonly inFlight?: readonly string[];
        /** @default 30000 */
        readonly timeoutMs?: number;
      };
    }
);

export interface ConsoleInput {
  /** @default 127.0.0.1:8081 */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** How browsers reach it, with its path: `https://ops.example.com/portcullis/`. */
  readonly publicUrl?: string;
  /** Before every path that arrives here, where a proxy in front passes it on. @default "/" */
  readonly basePath?: string;
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Listen beyond loopback without TLS: only where nobody but a proxy that speaks TLS reaches the port. @default false */
  readonly allowInsecure?: boolean;
  readonly provider?: ProviderInput;
}

export interface ProviderInput {
  /** For the button. */
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  /** @default `PORTCULLIS_PROVIDER_SECRET`; without it a public client */
  readonly clientSecretFile?: string;
  /** @default ["openid", "profile", "email"] */
  readonly scopes?: readonly string[];
  /** Whoever is not named gets nothing. */
  readonly roles: {
    readonly subjects?: Readonly<Record<string, OperatorRole>>;
    readonly claim?: { readonly name: string; readonly map: Readonly<Record<string, OperatorRole>> };
  };
  /** `sign-in`: signing in there counts as a proof of who it is, although the provider does not say when. @default "auth-time" */
  readonly proof?: 'auth-time' | 'sign-in';
}

/** Gives `portcullis.config.ts` its types. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
