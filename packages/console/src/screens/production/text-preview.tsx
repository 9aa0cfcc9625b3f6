import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { LocalizedText, StoredSettings } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Choice } from '../../components/choice.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { PagePreview } from '../../preview/page-preview.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { settingsWithText } from './production-text.ts';

/** A pause in typing. */
const pauseMs = 450;
const kinds = ['dialog', 'page'] as const;

interface TextPreviewProps {
  readonly stored: StoredSettings;
  readonly text: LocalizedText;
  readonly language: string;
}

/** The text as dialogs show it, and the page in the place of one that failed: made by the server. */
export function TextPreview({ stored, text, language }: TextPreviewProps): ReactNode {
  const { texts } = useTexts();
  const { production } = useScreenTexts();
  const [kind, setKind] = useState<(typeof kinds)[number]>('dialog');
  const { data, error, isPlaceholderData } = useErrorPreview(stored, text);
  const said = data?.errorTexts[language] ?? Object.values(data?.errorTexts ?? {})[0];
  return (
    <Panel
      title={production.textPreviewTitle}
      aside={
        <Choice
          legend={production.previewKind}
          isLegendHidden
          value={kind}
          options={kinds.map((each) => ({ value: each, label: production.preview[each] }))}
          onValue={setKind}
        />
      }
    >
      {error !== null && <ErrorNotice title={texts.switch.previewFailed} error={error} />}
      {data === undefined && error === null && <p className="quiet">{texts.switch.previewWaiting}</p>}
      {data !== undefined && (
        <div className="stack" aria-busy={isPlaceholderData}>
          {kind === 'page' ? (
            <PagePreview preview={data} shows="error" />
          ) : (
            <>
              <p className="production-dialog break" lang={language} dir="auto">
                {said}
              </p>
              <p className="quiet">{production.dialogHelp}</p>
            </>
          )}
        </div>
      )}
    </Panel>
  );
}

function useErrorPreview(stored: StoredSettings, text: LocalizedText) {
  const { client, site } = useApi();
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const settings = settingsWithText(stored, settled);
  return useQuery({
    queryKey: ['preview', 'error', settings],
    placeholderData: keepPreviousData,
    // The server keeps them for ten minutes.
    staleTime: 5 * 60_000,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      answerOf(
        client.POST('/v1/sites/{site}/previews', {
          params: { path: { site } },
          body: {
            mode: 'open',
            areas: {},
            notice: {},
            reason: '',
            expected: null,
            settings: { ...settings },
          },
          signal,
        }),
      ),
  });
}
