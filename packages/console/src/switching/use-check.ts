import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Mode, TurnOn } from '../api/schema.ts';
import { answerOf, useApi } from '../api/site-api.ts';

export interface CheckOptions {
  readonly mode: Mode;
  readonly areas: Readonly<Record<string, Mode>>;
  readonly expires: NonNullable<TurnOn['expires']> | null;
  /** For whom a write pass would be made; null = for nobody. */
  readonly passFor: string | null;
  /** @default true */
  readonly isWanted?: boolean;
}

/**
 * What turning on would meet: every way in is tried if anything becomes stricter, and the recent traffic judged again.
 * Changes nothing.
 */
export function useCheck({ mode, areas, expires, passFor, isWanted = true }: CheckOptions) {
  const { client, site } = useApi();
  return useQuery({
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
}

/** The one proof that a console can bring: a pass. Its session opens no door of the site. */
export function proofFor(passFor: string | null) {
  return { credentials: null, passFor, passUrl: null, breakGlassToken: null };
}
