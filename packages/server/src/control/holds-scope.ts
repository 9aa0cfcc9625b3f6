import type { ControlScope } from '@portcullis/gate';
import { scopesOfRole } from './api/access.ts';
import type { ControlCaller } from './api/caller.ts';

/** Whether role or key of a caller have a scope; whoever has a shell on the host has every one. */
export function holdsScope(caller: ControlCaller, scope: ControlScope): boolean {
  switch (caller.kind) {
    case 'shell':
      return true;
    case 'nobody':
      return false;
    case 'key':
      return caller.key.scopes.includes(scope);
    case 'operator':
      return scopesOfRole[caller.operator.role].includes(scope);
  }
}
