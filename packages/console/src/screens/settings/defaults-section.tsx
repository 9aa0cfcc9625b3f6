import { type ReactNode, useState } from 'react';
import type { LocalizedText } from '../../api/schema.ts';
import { SelectField, TextArea, TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { SectionProps } from './section-props.ts';

/** As the control API allows. */
const longestMessage = 2_000;
const longestLabel = 80;

/** Message and button that every window begins with, by language. */
export function DefaultsSection({ draft, problems, stored, onChange }: SectionProps): ReactNode {
  const { format, language: own } = useTexts();
  const { settings } = useScreenTexts();
  const { file, knownLanguages } = stored;
  const offered = draft.languages.length > 0 ? draft.languages : (file.languages ?? knownLanguages);
  const written = [...Object.keys(draft.message), ...Object.keys(draft.buttonLabel)];
  const languages = [...new Set([...offered, ...written])];
  const [chosen, setChosen] = useState(own.tag);
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? chosen);
  const labelError = problems.includes('buttonNeedsLabel') ? settings.buttonNeedsLabel : null;
  const urlError = problems.includes('buttonNeedsUrl')
    ? settings.buttonNeedsUrl
    : problems.includes('buttonUrlWrong')
      ? settings.urlWrong
      : null;
  return (
    <Panel title={settings.defaultsTitle} lead={settings.defaultsLead}>
      <div className="fields">
        <SelectField
          label={settings.messageIn}
          value={language}
          options={languages.map((tag) => [tag, format.languageName(tag)])}
          onValue={setChosen}
        />
      </div>
      <TextArea
        label={settings.message}
        help={settings.messageHelp}
        rows={4}
        lang={language}
        dir="auto"
        maxLength={longestMessage}
        value={draft.message[language] ?? ''}
        onText={(text) => onChange({ message: withText(draft.message, language, text) })}
      />
      <div className="fields">
        <TextField
          label={settings.buttonLabel}
          error={labelError}
          lang={language}
          dir="auto"
          maxLength={longestLabel}
          autoComplete="off"
          value={draft.buttonLabel[language] ?? ''}
          onText={(text) => onChange({ buttonLabel: withText(draft.buttonLabel, language, text) })}
        />
        <TextField
          label={settings.buttonUrl}
          help={settings.buttonUrlHelp}
          error={urlError}
          maxLength={2_048}
          autoComplete="off"
          spellCheck={false}
          value={draft.buttonUrl}
          onText={(buttonUrl) => onChange({ buttonUrl })}
        />
      </div>
    </Panel>
  );
}

function withText(texts: LocalizedText, language: string, text: string): LocalizedText {
  return { ...texts, [language]: text };
}
