import type { ReactNode } from 'react';
import type { Mode } from '../api/schema.ts';
import { useTexts } from '../texts/texts-context.tsx';

/** The gate, raised, half lowered or down: the mode has a shape besides its colour and its name. */
const bars: Readonly<Record<Mode, string>> = {
  open: 'M10 5.5V11M16 3v8M22 5.5V11M6.5 8h19',
  'read-only': 'M10 5.5V20M16 3v17M22 5.5V20M6.5 8h19M4 15h24',
  closed: 'M10 5.5V29M16 3v26M22 5.5V29M6.5 8h19M4 15h24M4 22h24',
};

export function ModeMark({ mode }: { readonly mode: Mode }): ReactNode {
  return (
    <svg className="mode-mark" data-mode={mode} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="mode-mark-arch" d="M4 30V14a12 12 0 0 1 24 0v16" />
      <path d={bars[mode]} />
    </svg>
  );
}

/** A mode in a line of text or a cell. */
export function ModeBadge({ mode }: { readonly mode: Mode }): ReactNode {
  const { texts } = useTexts();
  return (
    <span className="mode-badge" data-mode={mode}>
      <ModeMark mode={mode} />
      {texts.common.modes[mode]}
    </span>
  );
}
