import type { Policy } from '@portcullis/gate';

/** The trusted paths of a policy, as somebody takes them: `through admin.example.com`, `from the network office`. */
export function pathsToWrite({ trusted }: Policy): string[] {
  return [
    ...trusted.adminHosts.map((host) => `through ${host}`),
    ...trusted.networks.map(({ name }) => `from the network ${name}`),
  ];
}

/** Without an identity source no session is worth anything to the gate. */
export function namesNobody({ identity }: Policy): boolean {
  return identity.length === 0;
}
