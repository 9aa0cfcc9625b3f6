import {
  createHeaderSource,
  createOdooSource,
  createProbeSource,
  createWordPressSource,
  type IdentitySource,
  PortcullisError,
  systemClock,
} from '@portcullis/gate';
import { createJwtSource } from '@portcullis/gate/jwt';
import * as jose from 'jose';
import type { Config } from '../config/parse-config.ts';
import { createFetchAsHost } from './fetch-as-host.ts';

/** The identity sources that the policy names, in its order. */
export async function createIdentitySources({ policy, upstream }: Config): Promise<IdentitySource[]> {
  const sources: IdentitySource[] = [];
  for (const input of policy.identity) {
    switch (input.kind) {
      case 'probe':
        sources.push(createProbeSource({ input, upstream: upstream.origin, clock: systemClock }));
        break;
      case 'odoo':
        sources.push(
          askedAsHost(upstream, (fetch) =>
            createOdooSource({ input, upstream: upstream.origin, fetch, clock: systemClock }),
          ),
        );
        break;
      case 'wordpress':
        sources.push(
          askedAsHost(upstream, (fetch) =>
            createWordPressSource({ input, upstream: upstream.origin, fetch, clock: systemClock }),
          ),
        );
        break;
      case 'jwt':
        sources.push(await createJwtSource({ input, jose, clock: systemClock }));
        break;
      case 'header':
        sources.push(createHeaderSource({ input }));
        break;
      case 'callback':
        throw new PortcullisError(
          'PORTCULLIS_CONFIG_INVALID',
          'policy.identity: a callback works inside an application only. In front of one, use a session probe, a JWT or trusted headers.',
        );
    }
  }
  return sources;
}

/** A source whose questions come under the host name that the visitor asked for. */
function askedAsHost(
  upstream: URL,
  create: (fetch: typeof globalThis.fetch) => IdentitySource,
): IdentitySource {
  const { fetch, close } = createFetchAsHost(upstream);
  const source = create(fetch);
  return {
    ...source,
    close() {
      source.close?.();
      close();
    },
  };
}
