import { type ReactNode, useState } from 'react';
import type { LocalizedText, StoredSettings } from '../../api/schema.ts';
import { Choice } from '../../components/choice.tsx';
import { SelectField, TextArea, TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import type { SectionProps } from './section-props.ts';
import { languagesIn } from './switch-draft.ts';

/** As the control API allows, in characters and by language. */
const longestText = 2_000;
const longestLabel = 80;

interface MessageSectionProps extends SectionProps {
  readonly settings: StoredSettings;
}

type TextName = 'message' | 'paused' | 'stillWorks' | 'buttonLabel';

export function MessageSection({ draft, onChange, problems, settings }: MessageSectionProps): ReactNode {
  const { texts, format, language: own } = useTexts();
  const words = texts.switch;
  const [added, setAdded] = useState<readonly string[]>([]);
  const offered = settings.settings?.page.languages ?? settings.file.languages ?? [own.tag];
  const languages = [...new Set([...offered, ...languagesIn(draft), ...added])];
  const [language, setLanguage] = useState(languages.includes(own.tag) ? own.tag : (languages[0] ?? 'en'));
  const addable = settings.knownLanguages.filter((tag) => !languages.includes(tag));
  const field = (name: TextName) => ({
    // A screen reader reads it in its language.
    lang: language,
    dir: 'auto' as const,
    value: draft[name][language] ?? '',
    onText: (text: string) => onChange({ [name]: withText(draft[name], language, text) }),
  });
  return (
    <Panel title={words.messageTitle} lead={words.messageLead}>
      <div className="message-languages">
        <Choice
          legend={words.languages}
          isLegendHidden
          value={language}
          options={languages.map((tag) => ({ value: tag, label: format.languageName(tag) }))}
          onValue={setLanguage}
        />
        {addable.length > 0 && (
          <SelectField
            label={words.addLanguage}
            value=""
            options={[['', '…'], ...addable.map((tag) => [tag, format.languageName(tag)] as const)]}
            onValue={(tag) => {
              if (tag === '') return;
              setAdded([...added, tag]);
              setLanguage(tag);
            }}
          />
        )}
      </div>
      <TextArea
        label={words.message}
        help={words.messageHelp}
        maxLength={longestText}
        rows={4}
        {...field('message')}
      />
      <div className="pair">
        <TextArea
          label={words.paused}
          help={words.derived}
          maxLength={longestText}
          rows={2}
          {...field('paused')}
        />
        <TextArea
          label={words.stillWorks}
          help={words.derived}
          maxLength={longestText}
          rows={2}
          {...field('stillWorks')}
        />
      </div>
      <h3>{words.button}</h3>
      <div className="pair">
        <TextField
          label={words.buttonLabel}
          error={problems.includes('buttonNeedsLabel') ? words.buttonNeedsLabel : null}
          maxLength={longestLabel}
          {...field('buttonLabel')}
        />
        <TextField
          label={words.buttonUrl}
          help={words.buttonUrlHelp}
          error={problems.includes('buttonUrlWrong') ? words.urlWrong : null}
          inputMode="url"
          spellCheck={false}
          value={draft.buttonUrl}
          onText={(buttonUrl) => onChange({ buttonUrl })}
        />
      </div>
      <h3>{words.contact}</h3>
      <div className="pair">
        <TextField
          label={words.email}
          type="email"
          autoComplete="off"
          value={draft.email}
          onText={(email) => onChange({ email })}
        />
        <TextField
          label={words.phone}
          type="tel"
          autoComplete="off"
          value={draft.phone}
          onText={(phone) => onChange({ phone })}
        />
        <TextField
          label={words.contactUrl}
          error={problems.includes('contactUrlWrong') ? words.urlWrong : null}
          inputMode="url"
          spellCheck={false}
          value={draft.contactUrl}
          onText={(contactUrl) => onChange({ contactUrl })}
        />
      </div>
    </Panel>
  );
}

function withText(text: LocalizedText, tag: string, value: string): LocalizedText {
  const others = Object.entries(text).filter(([each]) => each !== tag);
  return Object.fromEntries(value === '' ? others : [...others, [tag, value]]);
}
