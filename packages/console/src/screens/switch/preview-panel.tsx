import { type ReactNode, useState } from 'react';
import type { Preview } from '../../api/schema.ts';
import { useApi } from '../../api/site-api.ts';
import { Choice } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { PreviewFrame } from './preview-frame.tsx';
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

function PagePreview({ preview }: { readonly preview: Preview }): ReactNode {
  const { site, urlOf } = useApi();
  const { texts, format, language: own } = useTexts();
  const words = texts.switch;
  const { id, languages } = preview;
  const [screen, setScreen] = useState<'desktop' | 'phone'>('desktop');
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  const [chosen, setLanguage] = useState(own.tag);
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? chosen);
  const query = new URLSearchParams({ language, theme });
  const path = `v1/sites/${encodeURIComponent(site)}/previews/${encodeURIComponent(id)}`;
  return (
    <>
      <div className="preview-choices">
        <Choice
          legend={words.screen}
          isLegendHidden
          value={screen}
          options={(['desktop', 'phone'] as const).map((each) => ({
            value: each,
            label: words.screens[each],
          }))}
          onValue={setScreen}
        />
        <Choice
          legend={words.appearance}
          isLegendHidden
          value={theme}
          options={(['light', 'dark'] as const).map((each) => ({ value: each, label: words[each] }))}
          onValue={setTheme}
        />
        <SelectField
          label={words.language}
          value={language}
          options={languages.map((tag) => [tag, format.languageName(tag)])}
          onValue={setLanguage}
        />
      </div>
      <PreviewFrame title={words.previewOf} url={urlOf(`${path}?${query}`)} screen={screen} />
    </>
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
