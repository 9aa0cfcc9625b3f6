import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { StoredSettings } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Choice } from '../../components/choice.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { PagePreview } from '../../preview/page-preview.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { problemsOf, type SettingsDraft, settingsOf } from './settings-draft.ts';

/** A pause in typing. */
const pauseMs = 450;
const shownModes = ['read-only', 'closed'] as const;

interface PreviewSectionProps {
  readonly draft: SettingsDraft;
  readonly stored: StoredSettings;
}

/** The real page with the settings of the draft, made by the server a moment after the last change. */
export function PreviewSection({ draft, stored }: PreviewSectionProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  const [mode, setMode] = useState<(typeof shownModes)[number]>('closed');
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
    queryFn: ({ signal }) =>
      answerOf(
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
  });
  return (
    <div className="settings-preview">
      <Panel
        title={settings.previewTitle}
        aside={
          <Choice
            legend={settings.previewMode}
            isLegendHidden
            value={mode}
            options={shownModes.map((each) => ({ value: each, label: texts.common.modes[each] }))}
            onValue={setMode}
          />
        }
      >
        {error !== null && <ErrorNotice title={texts.switch.previewFailed} error={error} />}
        {data === undefined && error === null && <p className="quiet">{texts.switch.previewWaiting}</p>}
        {data !== undefined && (
          <div className="stack" aria-busy={isPlaceholderData}>
            <PagePreview preview={data} />
          </div>
        )}
      </Panel>
    </div>
  );
}
