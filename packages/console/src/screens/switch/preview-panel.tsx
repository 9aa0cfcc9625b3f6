import { type ReactNode, useState } from 'react';
import type { Preview } from '../../api/schema.ts';
import { Choice } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { PagePreview } from '../../preview/page-preview.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { isAllOpen, type SwitchDraft } from './switch-draft.ts';
import { usePreview } from './use-preview.ts';

/** What visitors and programs would get for the draft: the server's own pages, not a picture of them. */
export function PreviewPanel({ draft }: { readonly draft: SwitchDraft }): ReactNode {
  const { texts } = useTexts();
  const words = texts.switch;
  const [kind, setKind] = useState<'page' | 'program'>('page');
  const { data, error, isPlaceholderData } = usePreview(draft);
  const isOpen = isAllOpen(draft);
  return (
    <div className="preview-place">
      <Panel
        title={words.previewTitle}
        aside={
          !isOpen && (
            <Choice
              legend={words.previewKind}
              isLegendHidden
              value={kind}
              options={(['page', 'program'] as const).map((each) => ({
                value: each,
                label: words.preview[each],
              }))}
              onValue={setKind}
            />
          )
        }
      >
        {isOpen && <EmptyState title={words.previewOpen} />}
        {!isOpen && error !== null && <ErrorNotice title={words.previewFailed} error={error} />}
        {!isOpen && data === undefined && error === null && <p className="quiet">{words.previewWaiting}</p>}
        {!isOpen && data !== undefined && (
          <div className="stack" aria-busy={isPlaceholderData}>
            {kind === 'page' ? <PagePreview preview={data} /> : <ProgramPreview json={data.json} />}
          </div>
        )}
      </Panel>
    </div>
  );
}

function ProgramPreview({ json }: Pick<Preview, 'json'>): ReactNode {
  const { texts } = useTexts();
  const headers = Object.entries(json.headers).map(([name, value]) => `${name}: ${value}`);
  const body = typeof json.body === 'string' ? json.body : JSON.stringify(json.body, null, 2);
  return (
    <>
      <p className="quiet">{texts.switch.programAnswer}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className="program-answer" tabIndex={0}>
        {[texts.switch.status(json.status), ...headers, '', body].join('\n')}
      </pre>
    </>
  );
}
