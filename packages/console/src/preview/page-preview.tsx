import './preview.css';
import { type ReactNode, useState } from 'react';
import type { Preview } from '../api/schema.ts';
import { useApi } from '../api/site-api.ts';
import { Choice } from '../components/choice.tsx';
import { SelectField } from '../components/field.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { PreviewFrame } from './preview-frame.tsx';

interface PagePreviewProps {
  readonly preview: Preview;
  /** The page of the window, or the one in the place of a technical error. @default window */
  readonly shows?: 'window' | 'error';
}

/** The server's own page for a draft, on a desktop or a phone, light or dark, in each of its languages. */
export function PagePreview({ preview, shows = 'window' }: PagePreviewProps): ReactNode {
  const { site, urlOf } = useApi();
  const { texts, format, language: own } = useTexts();
  const words = texts.switch;
  const { id, languages } = preview;
  const [screen, setScreen] = useState<'desktop' | 'phone'>(() =>
    matchMedia('(max-width: 40rem)').matches ? 'phone' : 'desktop',
  );
  const [theme, setTheme] = useState<'light' | 'dark'>('light');
  const [chosen, setLanguage] = useState(own.tag);
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? chosen);
  const query = new URLSearchParams({ language, theme, shows });
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
