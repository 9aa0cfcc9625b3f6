import { PortcullisError } from '@portcullis/gate';
import { ShapeError } from '../record/shape.ts';

/** How far an operation had come when something went wrong. */
export type Reached = 'nothing-stored' | 'in-part' | 'unknown';

export interface DescribeOptions {
  /** As it is called in messages. */
  readonly store: string;
  readonly reached: Reached;
  readonly secrets: readonly string[];
}

const repair =
  'Restore the newest backup, or name another prefix to begin anew; until then instances keep the last state they know';

/**
 * Says which store, what happened and what to do. Errors of ours pass unchanged; of others only the text is kept, without
 * passwords: what clients throw carries the command with its arguments, and AUTH is one.
 */
export function describeError(error: unknown, { store, reached, secrets }: DescribeOptions): PortcullisError {
  if (error instanceof PortcullisError) return error;
  if (error instanceof ShapeError) {
    return new PortcullisError(
      'PORTCULLIS_STORE_CORRUPT',
      `The store ${store} holds what Portcullis did not write: ${error.message}. ${repair}`,
      { cause: error },
    );
  }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error), secrets);
  const answer = answerOf(error, message);
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${store} ${happened(answer)} (${message}). ${stored(reached, answer)} ${next(answer)}`,
    { cause: new Error(message) },
  );
}

function stored(reached: Reached, answer: string | null): string {
  if (reached === 'in-part') {
    return 'A part of this operation was stored before that: look at what is there before you repeat it.';
  }
  return reached === 'unknown' && answer === null
    ? 'Whether this operation was stored is not known: look before you repeat it.'
    : 'Nothing of this operation was stored.';
}

/** The first word of what the server itself said; null for what happened on the way to it. */
function answerOf(error: unknown, message: string): string | null {
  if (!(error instanceof Error)) return null;
  // How it is said to a script, with no word before it.
  if (message.includes('The user executing the script')) return 'NOPERM';
  const isReply = /Reply|Redis|Simple|Blob/.test(`${error.name} ${error.constructor.name}`);
  const [, word] = /^([A-Z][A-Z\d]+)(?: |$)/.exec(message) ?? [];
  return isReply && word !== undefined ? word : null;
}

function withoutSecrets(message: string, secrets: readonly string[]): string {
  // A server repeats what it did not understand, and AUTH is among it.
  let told = message.replace(/,? with args beginning with:.*/s, '');
  for (const secret of secrets) told = told.replaceAll(secret, '…');
  return told;
}

function happened(answer: string | null): string {
  switch (answer) {
    case null:
      return 'cannot be reached, or did not answer in time';
    case 'NOAUTH':
    case 'WRONGPASS':
      return 'does not let this user in';
    case 'NOPERM':
      return 'refuses what this user asks for';
    case 'READONLY':
      return 'is a replica, which takes no writes';
    case 'OOM':
      return 'has no memory left';
    case 'LOADING':
    case 'BUSY':
    case 'MASTERDOWN':
    case 'CLUSTERDOWN':
    case 'TRYAGAIN':
      return 'is not ready';
    case 'MISCONF':
    case 'NOREPLICAS':
      return 'takes no writes';
    default:
      return 'answered with an error that was not expected';
  }
}

function next(answer: string | null): string {
  switch (answer) {
    case null:
      return 'Look whether it runs and whether this host reaches it.';
    case 'NOAUTH':
    case 'WRONGPASS':
      return 'Check the name of the user and its password.';
    case 'NOPERM':
      return 'Allow it the keys and the channel of the prefix, and the commands of docs/configuration.md.';
    case 'READONLY':
      return 'Name the primary.';
    case 'OOM':
      return 'Raise maxmemory, and leave maxmemory-policy at noeviction.';
    case 'MISCONF':
    case 'NOREPLICAS':
      return 'Look into the log of Redis: its disk is full, or its replicas are away.';
    default:
      return 'Repeat; when it stays, look into the log of Redis.';
  }
}
