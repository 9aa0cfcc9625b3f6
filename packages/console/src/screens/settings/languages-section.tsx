import type { ReactNode } from 'react';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { SectionProps } from './section-props.ts';

export function LanguagesSection({ draft, problems, stored, onChange }: SectionProps): ReactNode {
  const { format, texts } = useTexts();
  const { settings } = useScreenTexts();
  const { file, knownLanguages } = stored;
  const { languages } = draft;
  const addable = knownLanguages.filter((tag) => !languages.includes(tag));
  const fromFile = file.languages?.map(format.languageName) ?? [];
  const without = (tag: string) => languages.filter((each) => each !== tag);
  return (
    <Panel title={settings.languagesTitle}>
      <div className="stack">
        <div>
          <h3>{settings.languages}</h3>
          <p className="quiet">{settings.languagesHelp}</p>
        </div>
        {languages.length === 0 && (
          <p className="quiet">
            {fromFile.length > 0 ? settings.fromFile(format.list(fromFile)) : settings.languagesNone}
          </p>
        )}
        {languages.length > 0 && (
          <ul className="language-list">
            {languages.map((tag, index) => (
              <li key={tag}>
                <span>
                  {format.languageName(tag)} {index === 0 && <Badge>{settings.first}</Badge>}
                </span>
                <span className="row-actions">
                  {index > 0 && (
                    <Button
                      kind="plain"
                      onClick={() => onChange({ languages: [tag, ...without(tag)] })}
                      aria-label={settings.makeFirst(format.languageName(tag))}
                    >
                      {settings.toFirst}
                    </Button>
                  )}
                  <Button
                    kind="plain"
                    onClick={() => onChange({ languages: without(tag) })}
                    aria-label={settings.removeLanguage(format.languageName(tag))}
                  >
                    {settings.remove}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
        {addable.length > 0 && (
          <div className="fields">
            <SelectField
              label={settings.addLanguage}
              value=""
              options={[['', '…'], ...addable.map((tag) => [tag, format.languageName(tag)] as const)]}
              onValue={(tag) => {
                if (tag !== '') onChange({ languages: [...languages, tag] });
              }}
            />
          </div>
        )}
      </div>
      <div className="fields">
        <TextField
          label={settings.timeZone}
          help={file.timeZone === undefined ? settings.timeZoneHelp : settings.fromFile(file.timeZone)}
          error={problems.includes('timeZone') ? settings.timeZoneWrong : null}
          placeholder={file.timeZone ?? texts.common.utc}
          list="time-zones"
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          value={draft.timeZone}
          onText={(timeZone) => onChange({ timeZone })}
        />
        <datalist id="time-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <div className="stack">
        <h3>{settings.contactTitle}</h3>
        <div className="fields">
          <TextField
            label={settings.email}
            type="email"
            placeholder={file.contact?.email}
            maxLength={320}
            autoComplete="off"
            value={draft.email}
            onText={(email) => onChange({ email })}
          />
          <TextField
            label={settings.phone}
            type="tel"
            placeholder={file.contact?.phone}
            maxLength={64}
            autoComplete="off"
            value={draft.phone}
            onText={(phone) => onChange({ phone })}
          />
          <TextField
            label={settings.contactUrl}
            error={problems.includes('contactUrlWrong') ? settings.urlWrong : null}
            type="url"
            placeholder={file.contact?.url ?? 'https://…'}
            maxLength={2_048}
            autoComplete="off"
            value={draft.contactUrl}
            onText={(contactUrl) => onChange({ contactUrl })}
          />
        </div>
      </div>
    </Panel>
  );
}
