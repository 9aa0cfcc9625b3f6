import type { KeyDesk } from '../../operators/key-desk.ts';
import type { SessionDesk } from '../../operators/session-desk.ts';
import type { ControlCaller } from '../api/caller.ts';

export interface StillAllowedOptions {
  readonly sessions: Pick<SessionDesk, 'lookAgain'>;
  readonly keys: Pick<KeyDesk, 'lookAgain'>;
}

/**
 * Whether somebody whose stream of events goes on may still read: whoever was signed out, disabled or had his key revoked must
 * not go on because he began before. It counts as no use of a session. Every role may read; a key has its scopes for life.
 */
export function createStillAllowed({
  sessions,
  keys,
}: StillAllowedOptions): (caller: ControlCaller) => Promise<boolean> {
  return async (caller) => {
    switch (caller.kind) {
      case 'shell':
        return true;
      case 'operator':
        return (await sessions.lookAgain(caller)) !== null;
      case 'key':
        return (await keys.lookAgain(caller.key)) !== null;
      case 'nobody':
        return false;
    }
  };
}
