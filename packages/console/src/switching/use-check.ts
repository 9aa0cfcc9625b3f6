import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { LockOutCheck, Mode, TurnOn } from '../api/schema.ts';
import { answerOf, useApi } from '../api/site-api.ts';

export interface CheckOptions {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly expires: NonNullable<TurnOn['expires']> | null;
  /** For whom a write pass would be made. */
  readonly name: string;
  readonly passChoice: PassChoice;
  /** @default true */
  readonly isWanted?: boolean;
}

/** Whether a pass is made; null = nobody has chosen, so where somebody would be locked out without one. */
export type PassChoice = boolean | null;

/**
 * What turning on would meet: every way in is tried if anything becomes stricter, and the recent traffic judged again.
 * Changes nothing. A pass is tried until somebody does without one: which shows whether it would be needed.
 */
export function useCheck({ mode, areas, expires, name, passChoice, isWanted = true }: CheckOptions) {
  const { client, site } = useApi();
  const passFor = passChoice === false ? null : name;
  const check = useQuery({
    queryKey: ['check', mode, areas, expires, passFor],
    enabled: isWanted,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 10_000,
    queryFn: ({ signal }) =>
      answerOf(
        client.POST('/v1/sites/{site}/on/check', {
          params: { path: { site } },
          body: { mode, areas, notice: {}, expires, proof: proofFor(passFor) },
          signal,
        }),
      ),
  });
  return { check, makesPass: makesPass(check.data?.lockOut, passChoice) };
}

function makesPass(lockOut: LockOutCheck | null | undefined, choice: PassChoice): boolean {
  // Nothing becomes stricter: no proof is needed.
  if (lockOut === null) return false;
  return choice ?? lockOut?.isSignInEnough !== true;
}

/** The one proof that a console can bring: a pass. Its session opens no door of the site. */
export function proofFor(passFor: string | null) {
  return { credentials: null, passFor, passUrl: null, breakGlassToken: null };
}
