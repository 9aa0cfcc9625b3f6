import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toApiError } from '../../api/api-error.ts';
import type { LocalizedText, StoredSettings } from '../../api/schema.ts';
import { settingsQuery } from '../../api/settings-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { sameText, settingsWithText, textIn } from './production-text.ts';

interface SavedTextOptions {
  /** What the text was typed over. */
  readonly stored: StoredSettings;
  readonly onSaved: () => void;
}

/** Saves the text among the settings of others: a turn of the switch or another setting is no reason to ask again. */
export function useSavedText({ stored, onSaved }: SavedTextOptions) {
  const api = useApi();
  const { settings } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const put = (over: StoredSettings, text: LocalizedText) =>
    answerOf(
      api.client.PUT('/v1/sites/{site}/settings', {
        params: { path: { site: api.site } },
        body: { expectedEpoch: over.epoch, settings: settingsWithText(over, text) },
      }),
    );
  return useMutation({
    async mutationFn(text: LocalizedText) {
      try {
        return await put(stored, text);
      } catch (error) {
        if (toApiError(error).code !== 'PORTCULLIS_SWITCH_CONFLICT') throw error;
        const now = await queryClient.fetchQuery({ ...settingsQuery(api), staleTime: 0 });
        // Somebody else wrote another text: whoever reads the error looks, and saves again.
        if (!sameText(textIn(now), textIn(stored))) throw error;
        return put(now, text);
      }
    },
    onSuccess(saved) {
      queryClient.setQueryData(settingsQuery(api).queryKey, saved);
      onSaved();
      tell(settings.saved);
    },
  });
}
