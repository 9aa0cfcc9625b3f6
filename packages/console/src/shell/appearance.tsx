import { type ReactNode, useState } from 'react';
import { SelectField } from '../components/field.tsx';
import { chooseTheme, currentTheme, themes } from '../environment/theme.ts';
import { languages } from '../texts/languages.ts';
import { useTexts } from '../texts/texts-context.tsx';

/** Language and theme, remembered in this browser. */
export function Appearance(): ReactNode {
  const { texts, language, chooseLanguage } = useTexts();
  const [theme, setTheme] = useState(currentTheme);
  return (
    <div className="appearance">
      <SelectField
        label={texts.shell.language}
        value={language.tag}
        options={languages.map(({ tag, name }) => [tag, name])}
        onValue={(tag) => {
          const chosen = languages.find((each) => each.tag === tag);
          if (chosen !== undefined) chooseLanguage(chosen);
        }}
      />
      <SelectField
        label={texts.shell.theme}
        value={theme}
        options={themes.map((each) => [each, texts.shell.themes[each]])}
        onValue={(chosen) => {
          setTheme(chosen);
          chooseTheme(chosen);
        }}
      />
    </div>
  );
}
