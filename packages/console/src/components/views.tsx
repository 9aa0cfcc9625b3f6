import { createLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
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

interface ViewAnchorProps extends ComponentProps<'a'> {
  readonly isCurrent: boolean;
}

/** The router takes the first part for current in all of them: their paths are the same. */
function ViewAnchor({ isCurrent, 'aria-current': _, ...rest }: ViewAnchorProps): ReactNode {
  return <a {...rest} aria-current={isCurrent ? 'page' : undefined} />;
}

export const ViewLink = createLink(ViewAnchor);
