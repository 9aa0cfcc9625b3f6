import type { ProbeInput } from '../../model/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentitySource } from '../../ports/identity-source.ts';
import { createAskUpstream } from './ask-upstream.ts';
import { createSessionSource } from './session-source.ts';

export interface ProbeSourceOptions {
  /** As `parsePolicy` returns it. */
  readonly input: ProbeInput;
  /** The origin of the upstream, such as `http://127.0.0.1:3000`. */
  readonly upstream: string;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
}

/** Asks the upstream whose session it is, by the one request that the policy describes. */
export function createProbeSource(options: ProbeSourceOptions): IdentitySource {
  const { input, upstream, fetch = globalThis.fetch, clock } = options;
  const { cookies, timeoutMs = 2_000, cacheSeconds = 30 } = input;
  const ask = createAskUpstream({ input, upstream, fetch });
  return createSessionSource({ cookies, cacheSeconds, timeoutMs, clock, ask });
}
