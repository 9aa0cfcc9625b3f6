import { type ReactNode, useId } from 'react';

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly help?: string;
}

export interface ChoiceProps<Value extends string> {
  readonly legend: string;
  /** When a heading beside it says the same. @default false */
  readonly isLegendHidden?: boolean;
  readonly value: Value;
  readonly options: readonly ChoiceOption<Value>[];
  readonly onValue: (value: Value) => void;
  /** `cards`: each with what it means. `bar`: short ones in one line. @default bar */
  readonly kind?: 'cards' | 'bar';
  /** The attribute `data-mode` of each card, for modes. */
  readonly modeOf?: (value: Value) => string;
}

/** One of a few, all in sight: radio buttons, with the keys that everybody knows. */
export function Choice<Value extends string>(props: ChoiceProps<Value>): ReactNode {
  const { legend, isLegendHidden = false, value, options, onValue, kind = 'bar', modeOf } = props;
  const name = useId();
  return (
    <fieldset className={`choice choice-${kind}`}>
      <legend className={isLegendHidden ? 'visually-hidden' : 'field-label'}>{legend}</legend>
      <div className="choice-options">
        {options.map((option) => (
          <label key={option.value} className="choice-option" data-mode={modeOf?.(option.value)}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onValue(option.value)}
            />
            <span className="choice-text">
              <span className="choice-label">{option.label}</span>
              {option.help !== undefined && <span className="quiet">{option.help}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export interface CheckboxProps {
  readonly label: string;
  readonly help?: string;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onCheck: (isChecked: boolean) => void;
}

export function Checkbox({ label, help, isChecked, isDisabled = false, onCheck }: CheckboxProps): ReactNode {
  const id = useId();
  return (
    <div className="checkbox">
      <input
        type="checkbox"
        id={id}
        checked={isChecked}
        disabled={isDisabled}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={({ target }) => onCheck(target.checked)}
      />
      <div>
        <label htmlFor={id} className="field-label">
          {label}
        </label>
        {help !== undefined && (
          <p id={`${id}-help`} className="quiet">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
