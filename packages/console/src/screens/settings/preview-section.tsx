import type { ReactNode } from 'react';
import { Choice } from '../../components/choice.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { PagePreview } from '../../preview/page-preview.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { type DraftPreview, type PreviewMode, previewModes } from './draft-preview.ts';

interface PreviewSectionProps extends Pick<DraftPreview, 'preview' | 'error' | 'isWaiting'> {
  readonly mode: PreviewMode;
  readonly onMode: (mode: PreviewMode) => void;
}

export function PreviewSection({ preview, error, isWaiting, mode, onMode }: PreviewSectionProps): ReactNode {
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  return (
    <div className="settings-preview">
      <Panel
        title={settings.previewTitle}
        aside={
          <Choice
            legend={settings.previewMode}
            isLegendHidden
            value={mode}
            options={previewModes.map((each) => ({ value: each, label: texts.common.modes[each] }))}
            onValue={onMode}
          />
        }
      >
        {error !== null && <ErrorNotice title={texts.switch.previewFailed} error={error} />}
        {preview === undefined && error === null && <p className="quiet">{texts.switch.previewWaiting}</p>}
        {preview !== undefined && (
          <div className="stack" aria-busy={isWaiting}>
            <PagePreview preview={preview} />
          </div>
        )}
      </Panel>
    </div>
  );
}
