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
 * `LOGGED_IN_COOKIE`, `AUTH_COOKIE` and `SECURE_AUTH_COOKIE` of wp-includes/default-constants.php, by each of which it tells users:
 * `wordpress_logged_in_`, `wordpress_` and `wordpress_sec_` before a hash of the site's address. Others of the prefix are the same for
 * everybody, as `wordpress_test_cookie`.
 */
const cookies = [{ prefix: 'wordpress_' }];

/** Asks a WordPress at the root of its host whose session it is; its roles are the groups. */
export function createWordPressSource(options: WordPressSourceOptions): IdentitySource {
  const { input, upstream, fetch = globalThis.fetch, clock } = options;
  const { cacheSeconds = 30, timeoutMs = 2_000 } = input;
  const ask = createAskWordPress({ input, upstream, fetch });
  return createSessionSource({ cookies, cacheSeconds, timeoutMs, clock, ask });
}
