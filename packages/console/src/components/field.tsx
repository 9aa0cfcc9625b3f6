import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Icon } from './icon.tsx';

export interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** What is wrong with what was entered; null = nothing. */
  readonly error?: string | null;
  readonly isOptional?: boolean;
}

interface FieldFrameProps extends FieldProps {
  /** Gets what ties the control to its label, its help and its error. */
  readonly children: (ties: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
}

export function Field({
  label,
  help,
  error = null,
  isOptional = false,
  children,
}: FieldFrameProps): ReactNode {
  const { texts } = useTexts();
  const id = useId();
  const described = [help === undefined ? null : `${id}-help`, error === null ? null : `${id}-error`];
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
        {isOptional && <span className="quiet"> ({texts.common.optional})</span>}
      </label>
      {children({
        id,
        'aria-describedby': described.filter((each) => each !== null).join(' ') || undefined,
        'aria-invalid': error === null ? undefined : true,
      })}
      {help !== undefined && (
        <p id={`${id}-help`} className="quiet">
          {help}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} className="field-error">
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  );
}

type Control<Tag extends 'input' | 'textarea' | 'select'> = Omit<
  ComponentProps<Tag>,
  'id' | 'className' | 'onChange'
>;

export interface TextFieldProps extends FieldProps, Control<'input'> {
  readonly onText: (text: string) => void;
}

export function TextField({ label, help, error, isOptional, onText, ...rest }: TextFieldProps): ReactNode {
  return (
    <Field {...{ label, help, error, isOptional }}>
      {(ties) => (
        <input {...rest} {...ties} className="control" onChange={({ target }) => onText(target.value)} />
      )}
    </Field>
  );
}

/** Can be shown: a long password typed blind at 2 am is a wrong one. */
export function PasswordField({ label, help, error, onText, ...rest }: TextFieldProps): ReactNode {
  const { texts } = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <Field {...{ label, help, error }}>
      {(ties) => (
        <div className="control-with-button">
          <input
            {...rest}
            {...ties}
            type={isShown ? 'text' : 'password'}
            className="control"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            onChange={({ target }) => onText(target.value)}
          />
          <button
            type="button"
            className="control-button"
            aria-pressed={isShown}
            aria-controls={ties.id}
            aria-label={`${texts.common.showPassword}: ${label}`}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? texts.common.hidePassword : texts.common.showPassword}
          </button>
        </div>
      )}
    </Field>
  );
}

export interface TextAreaProps extends FieldProps, Control<'textarea'> {
  readonly onText: (text: string) => void;
}

export function TextArea({ label, help, error, isOptional, onText, ...rest }: TextAreaProps): ReactNode {
  return (
    <Field {...{ label, help, error, isOptional }}>
      {(ties) => (
        <textarea
          rows={3}
          {...rest}
          {...ties}
          className="control"
          onChange={({ target }) => onText(target.value)}
        />
      )}
    </Field>
  );
}

export interface SelectFieldProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onValue: (value: Value) => void;
}

/** The browser's own: it is what phones and screen readers know best. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>): ReactNode {
  const { value, options, onValue, ...field } = props;
  return (
    <Field {...field}>
      {(ties) => (
        <select
          {...ties}
          className="control"
          value={value}
          onChange={({ target }) => {
            const chosen = options.find(([each]) => each === target.value);
            if (chosen !== undefined) onValue(chosen[0]);
          }}
        >
          {options.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
