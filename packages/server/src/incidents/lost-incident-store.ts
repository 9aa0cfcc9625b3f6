import { type IncidentStore, PortcullisError } from '@portcullis/gate';

/** Stands in where a server runs without its store: incidents are told on the log alone. */
export function lostIncidentStore(): IncidentStore {
  const lost = (): Promise<never> =>
    Promise.reject(
      new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        'This server runs from its last known state, without a store: originals of technical errors are not kept.',
      ),
    );
  return { add: lost, find: lost, recent: lost, forgetExpired: lost };
}
