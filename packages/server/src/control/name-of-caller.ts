import type { Actor } from '@portcullis/gate';
import { actorOf, type ControlCaller } from './api/caller.ts';

/** Who does it, where nobody is asked for a name: whoever has a shell on the host stands on record as that. */
export function nameOfCaller(caller: ControlCaller): Actor {
  return actorOf(caller, caller.kind === 'shell' ? 'shell' : undefined);
}
