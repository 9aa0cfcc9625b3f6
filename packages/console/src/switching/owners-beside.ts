import type { Switch } from '../api/schema.ts';

export type Actor = Switch['actor'];

export interface WindowOwners {
  /** Somebody else who opened the window; `at` in milliseconds since 1970. Null = nobody else. */
  readonly opener: { readonly by: Actor; readonly at: number } | null;
  /** Somebody else again who changed since what it stops. */
  readonly changer: { readonly by: Actor; readonly at: number } | null;
}

/** Whose window it is beside the operator of this name; the server asks by the same rule. Null = nobody else's. */
export function ownersBeside(current: Switch, name: string): WindowOwners | null {
  const { mode, areas, opened, setBy, since } = current;
  if (mode === 'open' && Object.values(areas).every((each) => each === 'open')) return null;
  const set = { by: setBy, at: since };
  const opener = opened ?? set;
  const isMine = (actor: Actor) => isSameActor(actor, { kind: 'operator', name });
  const owners = {
    opener: isMine(opener.by) ? null : opener,
    changer: isSameActor(setBy, opener.by) || isMine(setBy) ? null : set,
  };
  return owners.opener === null && owners.changer === null ? null : owners;
}

/** A name alone is not enough: a key may be called as an operator is. */
export function isSameActor(one: Actor, other: Actor): boolean {
  return one.kind === other.kind && one.name === other.name;
}
