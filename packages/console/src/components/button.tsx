import type { ComponentProps, ReactNode } from 'react';
import type { Mode } from '../api/schema.ts';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  /**
   * `main`: what this place is for, once. `mode`: changes the switch, in the colour of the mode it leads to. `quiet`:
   * all others. `plain`: among text. @default quiet
   */
  readonly kind?: 'main' | 'mode' | 'quiet' | 'plain';
  readonly mode?: Mode;
  /** Something is under way: pressing again does nothing, and focus stays. */
  readonly isBusy?: boolean;
}

export function Button({
  kind = 'quiet',
  mode,
  isBusy = false,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button
      {...rest}
      type={type}
      className={`button button-${kind}`}
      data-mode={mode}
      aria-disabled={isBusy || rest['aria-disabled']}
      data-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
