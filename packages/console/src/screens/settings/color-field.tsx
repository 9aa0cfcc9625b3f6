import type { ReactNode } from 'react';
import { Field } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { contrast, isColor, longColor, readableRatio } from './contrast.ts';

interface ColorFieldProps {
  readonly label: string;
  readonly value: string;
  /** What holds while it is empty; empty = the product's own. */
  readonly fromFile: string;
  /** Of the page, behind it. */
  readonly background: string;
  readonly isWrong: boolean;
  readonly onColor: (color: string) => void;
}

/** A colour by hand or by eye, with whether it can be read. */
export function ColorField(props: ColorFieldProps): ReactNode {
  const { label, value, fromFile, background, isWrong, onColor } = props;
  const { format } = useTexts();
  const { settings } = useScreenTexts();
  const color = isColor(value.trim()) ? value.trim() : fromFile;
  return (
    <Field
      label={label}
      help={
        <>
          <ContrastWords color={color} background={background} format={format.number} />{' '}
          {value === '' && (fromFile === '' ? settings.colorHelp : settings.fromFile(fromFile))}
        </>
      }
      error={isWrong ? settings.colorWrong : null}
    >
      {(ties) => (
        <div className="color-field">
          <input
            type="color"
            className="color-pick"
            aria-label={settings.colorPick(label)}
            value={color === '' ? background : longColor(color)}
            onChange={({ target }) => onColor(target.value)}
          />
          <input
            {...ties}
            className="control"
            placeholder={fromFile}
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
  readonly color: string;
  readonly background: string;
  readonly format: (value: number) => string;
}

function ContrastWords({ color, background, format }: ContrastWordsProps): ReactNode {
  const { settings } = useScreenTexts();
  if (!isColor(color)) return settings.colorUnset;
  const ratio = contrast(color, background);
  // Rounded down: 4.46 is not 4.5.
  const shown = format(Math.floor(ratio * 10) / 10);
  return ratio >= readableRatio ? settings.contrastGood(shown) : settings.contrastMoved(shown);
}
