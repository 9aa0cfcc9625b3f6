import type { ReactNode } from 'react';
import { useScreenTexts } from '../texts/screen-texts.ts';

/** The parts of a screen, each a link of its own: they are addresses, so that they can be sent to somebody. */
export function Views({ children }: { readonly children: ReactNode }): ReactNode {
  const { parts } = useScreenTexts();
  return (
    <nav className="views" aria-label={parts.views}>
      {children}
    </nav>
  );
}
