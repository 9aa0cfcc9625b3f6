import { PortcullisError } from '@portcullis/gate';
import { ShapeError } from '../record/shape.ts';

/** How far an operation had come when something went wrong. */
export type Reached = 'nothing-stored' | 'unknown';

const repair =
  'Restore the newest backup, or name another schema to begin anew; until then instances keep the last state they know';

/**
 * Says which store, what happened and what to do; never with the place, which may hold a password. Errors of ours pass unchanged.
 */
export function describeError(error: unknown, store: string, reached: Reached): PortcullisError {
  if (error instanceof PortcullisError) return error;
  if (error instanceof ShapeError) {
    return new PortcullisError(
      'PORTCULLIS_STORE_CORRUPT',
      `The store ${store} holds what Portcullis did not write: ${error.message}. ${repair}`,
      { cause: error },
    );
  }
  const state = sqlStateOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const stored =
    reached === 'unknown'
      ? 'Whether this operation was stored is not known: look before you repeat it.'
      : 'Nothing of this operation was stored.';
  if (lacksTables(error)) {
    return new PortcullisError(
      'PORTCULLIS_STORE_CORRUPT',
      `The store ${store} lacks a table, a column or an index (${state}: ${message}). ${stored} ${repair}`,
      { cause: error },
    );
  }
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} ${happened(state)} (${state ?? 'no answer'}: ${message}). ${stored} ${next(state)}`,
    { cause: error },
  );
}

/** Tables, columns or what is unique in them: dropped, being restored, or restored from before an update. */
export function lacksTables(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '42P01' || state === '42703' || state === '42P10';
}

/** PostgreSQL's own code of five characters; null for what happened on the way to it. */
export function sqlStateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

function happened(state: string | null): string {
  if (state === '57014') return 'took too long';
  switch (state?.slice(0, 2)) {
    case undefined:
      return 'cannot be reached';
    case '28':
      return 'does not let this role in';
    case '3D':
      return 'is a database that is not there';
    case '42':
      return 'refuses what this role asks for';
    case '53':
      return 'has no room left: connections, memory or disk';
    case '55':
      return 'was locked by another process for too long';
    case '57':
      return 'is being stopped, or ended the operation';
    case '25':
      return 'is read-only';
    default:
      return 'answered with an error that was not expected';
  }
}

function next(state: string | null): string {
  if (state === '57014') return 'Look for what holds it up in pg_stat_activity, and repeat.';
  switch (state?.slice(0, 2)) {
    case undefined:
      return 'Look whether it runs and whether this host reaches it.';
    case '28':
    case '3D':
      return 'Check the name of the role, its password and the database.';
    case '42':
      return 'Give the role a schema that it owns, or let it create one: GRANT CREATE ON DATABASE.';
    case '53':
      return 'Free some, and repeat.';
    case '55':
      return 'Look for an open transaction in pg_stat_activity, and repeat.';
    case '25':
      return 'Name the primary: this is a replica, or a database whose guard is closed for the tables of Portcullis itself.';
    default:
      return 'Repeat; when it stays, report it together with the cause.';
  }
}
