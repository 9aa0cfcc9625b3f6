import type { WordPressInput } from '../../model/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { IdentitySource } from '../../ports/identity-source.ts';
import { createSessionSource } from '../probe/session-source.ts';
import { createAskWordPress } from './ask-wordpress.ts';

export interface WordPressSourceOptions {
  /** As `parsePolicy` returns it. */
  readonly input: WordPressInput;
  /** The origin of the upstream, such as `http://127.0.0.1:8080`. */
  readonly upstream: string;
  /** One that lets Host be said finds the right site of several in one WordPress. @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
}

/**
 * `LOGGED_IN_COOKIE` of wp-includes/default-constants.php: the rest of its name is a hash of the site's address. `AUTH_COOKIE` and
 * `SECURE_AUTH_COOKIE`, `wordpress_` and `wordpress_sec_` before the same hash, come with it and count before it.
 */
const cookies = [{ prefix: 'wordpress_logged_in_', alongside: 'wordpress_' }];

/** Asks a WordPress at the root of its host whose session it is; its roles are the groups. */
export function createWordPressSource(options: WordPressSourceOptions): IdentitySource {
  const { input, upstream, fetch = globalThis.fetch, clock } = options;
  const { cacheSeconds = 30, timeoutMs = 2_000 } = input;
  const ask = createAskWordPress({ input, upstream, fetch });
  return createSessionSource({ cookies, cacheSeconds, timeoutMs, clock, ask });
}
