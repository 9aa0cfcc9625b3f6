import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

/** As high as the lines that will stand here, so that nothing moves when they come. */
export function Skeleton({ lines }: { readonly lines: number }): ReactNode {
  const { texts } = useTexts();
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden">{texts.shell.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are alike
        <div key={line} className="skeleton-line" />
      ))}
    </div>
  );
}
