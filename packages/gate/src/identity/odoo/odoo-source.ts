import type { OdooInput } from '../../model/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentitySource } from '../../ports/identity-source.ts';
import { createSessionSource } from '../probe/session-source.ts';
import { createAskOdoo } from './ask-odoo.ts';

export interface OdooSourceOptions {
  /** As `parsePolicy` returns it. */
  readonly input: OdooInput;
  /** The origin of the upstream, such as `http://127.0.0.1:8069`. */
  readonly upstream: string;
  /**
   * One that lets Host be said keeps databases that are chosen by host name working; Node's own does not, and then Odoo
   * must run with `proxy_mode`. @default globalThis.fetch
   */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Asks an Odoo, 16 to 19, whose session it is, by its own web calls: nothing is installed there, nothing is written. */
export function createOdooSource(options: OdooSourceOptions): IdentitySource {
  const { input, upstream, fetch = globalThis.fetch, clock } = options;
  const { cacheSeconds = 30, timeoutMs = 5_000 } = input;
  const ask = createAskOdoo({ input, upstream, fetch });
  return createSessionSource({ cookies: ['session_id'], cacheSeconds, timeoutMs, clock, ask });
}
