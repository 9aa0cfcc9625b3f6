import { type ControlScope, PortcullisError } from '@portcullis/gate';
import { type Access, scopesOfRole } from '../api/access.ts';
import type { ControlCaller } from '../api/caller.ts';
import { holdsScope } from '../holds-scope.ts';

/** So long a proof counts: whoever finds a browser open at night must not close a site with it. */
export const confirmationMs = 15 * 60_000;

/**
 * Why somebody may not use a route; null when he may. PORTCULLIS_SIGN_IN_NEEDED, PORTCULLIS_FORBIDDEN, or
 * PORTCULLIS_CONFIRM_NEEDED when nothing but a proof of the last 15 minutes is missing.
 */
export function whyNotAllowed(access: Access, caller: ControlCaller, now: number): PortcullisError | null {
  switch (access.kind) {
    case 'public':
      return null;
    case 'session':
      if (caller.kind === 'operator') return null;
      if (caller.kind === 'nobody') return signInNeeded();
      return forbidden('This is about a session of the console: sign in there.');
    case 'owner':
      if (caller.kind === 'shell') return null;
      if (caller.kind === 'nobody') return signInNeeded();
      if (caller.kind === 'key')
        return forbidden('Keys cannot do this, whatever their scopes. An owner can.');
      if (caller.operator.role !== 'owner') return forbidden(needsRole('owner', caller.operator.role));
      return unlessRecent(caller, now);
    case 'scope':
      return scopeProblem(access, caller, now);
  }
}

function scopeProblem(
  { scope, recent }: Extract<Access, { kind: 'scope' }>,
  caller: ControlCaller,
  now: number,
): PortcullisError | null {
  switch (caller.kind) {
    case 'shell':
      return null;
    case 'nobody':
      return signInNeeded();
    case 'key': {
      const { scopes } = caller.key;
      if (holdsScope(caller, scope)) return null;
      return forbidden(`This needs a key with the scope ${scope}; this one has ${scopes.join(', ')}.`);
    }
    case 'operator': {
      const { role } = caller.operator;
      if (!holdsScope(caller, scope)) return forbidden(needsRole(leastRoleFor(scope), role));
      return recent ? unlessRecent(caller, now) : null;
    }
  }
}

function unlessRecent(
  { session }: Extract<ControlCaller, { kind: 'operator' }>,
  now: number,
): PortcullisError | null {
  // Not `>=` the other way round: whatever is no number is no proof.
  if (now - session.confirmedAt < confirmationMs) return null;
  return new PortcullisError(
    'PORTCULLIS_CONFIRM_NEEDED',
    'Expected a proof of the last 15 minutes that it is you. Enter your code or password again, and repeat.',
  );
}

function leastRoleFor(scope: ControlScope): string {
  const [least = 'owner'] = Object.entries(scopesOfRole)
    .filter(([, scopes]) => scopes.includes(scope))
    .map(([role]) => role);
  return least;
}

function needsRole(needed: string, role: string): string {
  return `This needs the role ${needed}; yours is ${role}. An owner can change it.`;
}

function signInNeeded(): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SIGN_IN_NEEDED',
    'Expected a session or a key, got none that is good. Sign in, or send Authorization: Bearer KEY.',
  );
}

function forbidden(message: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_FORBIDDEN', message);
}
