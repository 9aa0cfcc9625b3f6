import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Preview, StoredSettings } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { problemsOf, type SettingsDraft, settingsOf } from './settings-draft.ts';

/** A pause in typing. */
const pauseMs = 450;
export const previewModes = ['read-only', 'closed'] as const;
export type PreviewMode = (typeof previewModes)[number];

export interface DraftPreview {
  /** Of the draft as it was before the last pause; undefined = none came yet. */
  readonly preview: Preview | undefined;
  /** Of the page with the colours of the draft as it is now; null = the server has not said yet. */
  readonly colors: Preview['colors'] | null;
  readonly error: Error | null;
  readonly isWaiting: boolean;
}

/** The real page with the settings of the draft, made by the server a moment after the last change. */
export function useDraftPreview(
  draft: SettingsDraft,
  { stored, mode }: { readonly stored: StoredSettings; readonly mode: PreviewMode },
): DraftPreview {
  const { client, site } = useApi();
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    // What the server would refuse is not asked for; the last good one stays.
    if (problemsOf(draft).length > 0) return;
    const timer = setTimeout(() => setSettled(draft), pauseMs);
    return () => clearTimeout(timer);
  }, [draft]);
  const asked = settingsOf(settled, stored);
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: ['preview', 'settings', mode, asked],
    placeholderData: keepPreviousData,
    // The server keeps them for ten minutes.
    staleTime: 5 * 60_000,
    gcTime: 60_000,
    queryFn: async ({ signal }) => ({
      of: accentsOf(settled),
      preview: await answerOf(
        client.POST('/v1/sites/{site}/previews', {
          params: { path: { site } },
          body: {
            mode,
            areas: {},
            notice: { message: asked.defaults.message, button: asked.defaults.button },
            reason: '',
            expected: null,
            settings: { ...asked },
          },
          signal,
        }),
      ),
    }),
  });
  return {
    preview: data?.preview,
    colors: data !== undefined && data.of === accentsOf(draft) ? data.preview.colors : null,
    error,
    isWaiting: isPlaceholderData,
  };
}

function accentsOf({ accent, accentDark }: SettingsDraft): string {
  return `${accent.trim()} ${accentDark.trim()}`;
}
