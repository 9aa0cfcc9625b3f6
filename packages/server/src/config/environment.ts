import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Everything the program takes from its environment; read here and nowhere else. */
export interface Environment {
  /** `PORTCULLIS_CONFIG`: the configuration file. */
  readonly configFile: string | null;
  /** `PORTCULLIS_STATE_DIRECTORY`. */
  readonly stateDirectory: string;
  /** `PORTCULLIS_MODE`: forces the mode of this instance. */
  readonly mode: string | null;
  /** `PORTCULLIS_SECRET`: 32 bytes, base64url; instead of the file in the state directory. */
  readonly secret: string | null;
  /** `PORTCULLIS_PROVIDER_SECRET`: the client secret of the console's OpenID provider. */
  readonly providerSecret: string | null;
  /** `PORTCULLIS_DATABASE`: the database of `portcullis guard`, with its password. */
  readonly database: string | null;
  /** `PORTCULLIS_SITE`. */
  readonly site: string | null;
  /** Who runs the command, for the record. */
  readonly user: string;
  readonly noColor: boolean;
  /** What the configuration names as the place of a secret. */
  variable(name: string): string | undefined;
}

export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  return {
    configFile: variables.PORTCULLIS_CONFIG || null,
    stateDirectory: variables.PORTCULLIS_STATE_DIRECTORY || defaultStateDirectory(variables),
    mode: variables.PORTCULLIS_MODE || null,
    secret: variables.PORTCULLIS_SECRET || null,
    providerSecret: variables.PORTCULLIS_PROVIDER_SECRET || null,
    database: variables.PORTCULLIS_DATABASE || null,
    site: variables.PORTCULLIS_SITE || null,
    user: variables.SUDO_USER || variables.USER || variables.LOGNAME || accountName(),
    noColor: Boolean(variables.NO_COLOR),
    variable: (name) => variables[name] || undefined,
  };
}

/** The account's name; in a container it may have none. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Where the operating system keeps the state of services, or of this user. */
function defaultStateDirectory(variables: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return '/var/lib/portcullis';
  return join(variables.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'portcullis');
}
