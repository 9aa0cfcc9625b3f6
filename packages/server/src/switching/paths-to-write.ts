import type { Policy } from '@portcullis/gate';
import type { Said } from '../sentences/said.ts';

/** The trusted paths of a policy, as somebody takes them: `through admin.example.com`, `from the network office`. */
export function pathsToWrite(policy: Policy): Said[] {
  const { hosts, networks } = trustedPaths(policy);
  return [
    ...hosts.map((host): Said => ({ code: 'path-host', values: { host } })),
    ...networks.map((network): Said => ({ code: 'path-network', values: { network } })),
  ];
}

export function trustedPaths({ trusted }: Policy): { readonly hosts: string[]; readonly networks: string[] } {
  return { hosts: [...trusted.adminHosts], networks: trusted.networks.map(({ name }) => name) };
}

/** Without an identity source no session is worth anything to the gate. */
export function namesNobody({ identity }: Policy): boolean {
  return identity.length === 0;
}
