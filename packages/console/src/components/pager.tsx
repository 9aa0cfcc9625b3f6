import type { ReactNode } from 'react';
import { useScreenTexts } from '../texts/screen-texts.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from './button.tsx';

export interface PagerProps {
  /** Of the first row that is shown, from 0. */
  readonly skip: number;
  readonly shown: number;
  readonly total: number;
  readonly pageSize: number;
  readonly onSkip: (skip: number) => void;
}

/** Which rows of how many, and the way to the others; nothing where all are shown. */
export function Pager({ skip, shown, total, pageSize, onSkip }: PagerProps): ReactNode {
  const { format } = useTexts();
  const { parts } = useScreenTexts();
  if (total <= pageSize && skip === 0) return null;
  const last = skip + shown;
  return (
    <nav className="pager" aria-label={parts.pages}>
      <p className="quiet" aria-live="polite">
        {parts.rowsOf(format.number(Math.min(skip + 1, last)), format.number(last), format.number(total))}
      </p>
      <div className="row">
        <Button aria-disabled={skip === 0} onClick={() => skip > 0 && onSkip(Math.max(0, skip - pageSize))}>
          {parts.previous}
        </Button>
        <Button aria-disabled={last >= total} onClick={() => last < total && onSkip(skip + pageSize)}>
          {parts.next}
        </Button>
      </div>
    </nav>
  );
}
