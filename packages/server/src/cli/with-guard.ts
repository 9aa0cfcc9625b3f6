import { PortcullisError } from '@portcullis/gate';
import type { Command } from 'commander';
import { type OpenGuard, openGuard, reasonOf } from '../databases/open-guard.ts';
import type { CommandContext } from './context.ts';
import type { Output } from './output.ts';

/** Options that every command about a guard has. */
export interface GuardOptions {
  readonly database?: string;
  readonly json?: boolean;
}

export type GuardWork<Options extends GuardOptions> = (
  opened: OpenGuard,
  options: Options,
  output: Output,
) => Promise<number>;

export function withGuardOptions(command: Command): Command {
  return command
    .option('-d, --database <place>', 'the database (default: PORTCULLIS_DATABASE)')
    .option('--json', 'print one JSON document instead of text');
}

/** Connects to the database that is meant, and works on its guard; what it refuses is told in its own words. */
export async function withGuard<Options extends GuardOptions>(
  { environment, workingDirectory, output }: CommandContext,
  options: Options,
  run: GuardWork<Options>,
): Promise<number> {
  const place = options.database ?? environment.database;
  if (place === null) {
    throw new PortcullisError(
      'PORTCULLIS_USAGE',
      '--database is missing, and PORTCULLIS_DATABASE is not set. For example: --database postgres://operator@127.0.0.1/shop, or the path of a file of SQLite.',
    );
  }
  const opened = await openGuard(place, { workingDirectory });
  try {
    return await run(opened, options, output);
  } catch (cause) {
    if (cause instanceof PortcullisError) throw cause;
    const said: unknown = cause instanceof Error ? Reflect.get(cause, 'hint') : null;
    const hint = sqlStateOf(cause) === insufficientPrivilege ? whoMay : said;
    throw new PortcullisError(
      'PORTCULLIS_GUARD_REFUSED',
      `The database ${opened.name} said: ${reasonOf(cause)}.${typeof hint === 'string' ? ` ${hint}` : ''}`,
      { cause },
    );
  } finally {
    await opened.close();
  }
}

const insufficientPrivilege = '42501';
const whoMay = 'Come as who installed the guard; to close, open and look also as one of --operator.';

function sqlStateOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'code') : null;
}
