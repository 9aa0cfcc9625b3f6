import { type ReactNode, useState } from 'react';
import type { LocalizedText, StoredSettings } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { ChangeBar } from '../../components/change-bar.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField, TextArea } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { UnsavedGuard } from '../../components/unsaved-guard.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { sameText, textIn, withText } from './production-text.ts';
import { TextPreview } from './text-preview.tsx';
import { useSavedText } from './use-saved-text.ts';

/** As the control API allows, in one language. */
const longestText = 500;

interface TextFormProps {
  readonly stored: StoredSettings;
}

export function TextForm({ stored }: TextFormProps): ReactNode {
  const { format, language: own } = useTexts();
  const { production, settings } = useScreenTexts();
  const mayChange = useMay('settings');
  const storedText = textIn(stored);
  /** Null = nothing was typed: what is stored is shown, whoever changes it meanwhile. */
  const [typed, setTyped] = useState<LocalizedText | null>(null);
  const text = typed ?? storedText;
  const offered = stored.settings?.page.languages ?? stored.file.languages ?? stored.knownLanguages;
  const languages = [...new Set([...offered, ...Object.keys(text)])];
  const [chosen, setChosen] = useState(own.tag);
  const language = languages.includes(chosen) ? chosen : (languages[0] ?? chosen);
  const isChanged = typed !== null && !sameText(typed, storedText);
  const save = useSavedText({ stored, onSaved: () => setTyped(null) });
  return (
    <form
      className="stack stack-wide"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !save.isPending) save.mutate(text);
      }}
    >
      {!mayChange && (
        <Notice kind="plain" title={settings.mayNotTitle}>
          <p>{settings.mayNot}</p>
        </Notice>
      )}
      <div className="columns">
        <Panel title={production.textTitle} lead={production.textLead}>
          <div className="fields">
            <SelectField
              label={production.textIn}
              value={language}
              options={languages.map((tag) => [tag, format.languageName(tag)])}
              onValue={setChosen}
            />
          </div>
          <TextArea
            label={production.text}
            help={production.textHelp}
            rows={4}
            lang={language}
            dir="auto"
            maxLength={longestText}
            disabled={!mayChange}
            value={text[language] ?? ''}
            // A dialog shows it as one line.
            onText={(value) => setTyped(withText(text, language, value.replaceAll(/\r?\n/g, ' ')))}
          />
        </Panel>
        <TextPreview stored={stored} text={text} language={language} />
      </div>
      {mayChange && (
        <ChangeBar
          label={settings.save}
          isChanged={isChanged}
          said={
            <p className="quiet" aria-live="polite">
              {isChanged ? settings.changed : settings.unchanged}
            </p>
          }
          buttons={
            <>
              {isChanged && (
                <Button kind="plain" onClick={() => setTyped(null)}>
                  {settings.discard}
                </Button>
              )}
              <Button type="submit" kind="main" isBusy={save.isPending} aria-disabled={!isChanged}>
                {settings.save}
              </Button>
            </>
          }
        >
          {save.error !== null && <ErrorNotice error={save.error} />}
        </ChangeBar>
      )}
      <UnsavedGuard isUnsaved={isChanged && mayChange && !save.isPending} title={settings.leaveTitle} />
    </form>
  );
}
