import type { ReactNode } from 'react';
import type { Preview } from '../../api/schema.ts';
import { Field } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { contrast, isColor, longColor, readableRatio } from './contrast.ts';

interface ColorFieldProps {
  readonly label: string;
  readonly value: string;
  /** What the policy says; empty = nothing. */
  readonly fromFile: string;
  /** As the page is drawn with this draft; null = that is not known yet. */
  readonly drawn: Preview['colors']['light'] | null;
  readonly isWrong: boolean;
  readonly onColor: (color: string) => void;
}

/** A colour by hand or by eye, with whether it can be read. */
export function ColorField(props: ColorFieldProps): ReactNode {
  const { label, value, fromFile, drawn, isWrong, onColor } = props;
  const { settings } = useScreenTexts();
  const set = isColor(value.trim()) ? value.trim() : null;
  const shown = set ?? drawn?.accent ?? null;
  return (
    <Field
      label={label}
      help={
        <>
          {drawn !== null && <ContrastWords set={set ?? fromFile} drawn={drawn} />}{' '}
          {value === '' && (fromFile === '' ? settings.colorHelp : settings.fromFile(fromFile))}
        </>
      }
      error={isWrong ? settings.colorWrong : null}
    >
      {(ties) => (
        <div className="color-field">
          {shown === null ? (
            <span className="color-pick" />
          ) : (
            <input
              type="color"
              className="color-pick"
              aria-label={settings.colorPick(label)}
              value={longColor(shown)}
              onChange={({ target }) => onColor(target.value)}
            />
          )}
          <input
            {...ties}
            className="control"
            placeholder={drawn?.accent ?? fromFile}
            maxLength={7}
            autoComplete="off"
            spellCheck={false}
            value={value}
            onChange={({ target }) => onColor(target.value)}
          />
        </div>
      )}
    </Field>
  );
}

interface ContrastWordsProps {
  /** Empty = nothing is. */
  readonly set: string;
  readonly drawn: Preview['colors']['light'];
}

function ContrastWords({ set, drawn: { accent, paper } }: ContrastWordsProps): ReactNode {
  const { format } = useTexts();
  const { settings } = useScreenTexts();
  if (!isColor(set)) return settings.colorUnset(accent);
  const ratio = contrast(set, paper);
  // Rounded down: 4.46 is not 4.5.
  const shown = format.number(Math.floor(ratio * 10) / 10);
  return ratio >= readableRatio ? settings.contrastGood(shown) : settings.contrastMoved(shown);
}
