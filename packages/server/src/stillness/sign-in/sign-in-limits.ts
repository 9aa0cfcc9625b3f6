import type { Transition } from '@portcullis/gate';
import type { StillnessConfig } from '../../config/stillness-config.ts';

/** For whoever did not ask for it: said where limits are listed, and nowhere else. */
export const signInNotTried =
  'whether people can sign in with the databases closed is not tried: give stillness.signIn an account for it in the configuration';

/** What is not known, or known to be wrong, about signing in with the databases closed; one line each, in English. */
export function signInLimits(
  transition: Pick<Transition, 'signIn' | 'parts'> | null,
  { databases, signIn }: Pick<StillnessConfig, 'databases' | 'signIn'>,
): readonly string[] {
  if (databases.length === 0) return [];
  if (signIn === null) return [signInNotTried];
  if (transition === null) return [];
  const { before, closed } = transition.signIn;
  if (before?.outcome === 'fails') {
    return [
      `signing in did not work before the databases were closed either, so nothing is known of it since: ${before.detail}`,
    ];
  }
  const isKept = transition.parts.some(({ kind, givenUp }) => kind === 'database' && givenUp === null);
  if (!isKept || closed === null) return [];
  if (closed.outcome === 'unreachable') {
    return [`signing in with the databases closed could not be tried yet: ${closed.detail}`];
  }
  return closed.outcome === 'fails'
    ? [
        `signing in fails while the databases are closed, which was found too late to open them again by itself: ${closed.detail}`,
      ]
    : [];
}
