import type { Actor } from '@portcullis/gate';

/** How an actor stands in the audit log: `shell:ada`. */
export function actorOnRecord({ kind, name }: Actor): string {
  return `${kind}:${name}`;
}

/** Whoever reaches the control API has a shell on this host and the rights to its socket. */
export function shellActor(name: string): Actor {
  return { kind: 'shell', name };
}
