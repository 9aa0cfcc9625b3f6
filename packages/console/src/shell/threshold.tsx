import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Appearance } from './appearance.tsx';

/** The page before somebody is inside: laid out like the one that visitors see. */
export function Threshold({ children }: { readonly children: ReactNode }): ReactNode {
  const { texts } = useTexts();
  return (
    <div className="threshold">
      <div className="threshold-gate" aria-hidden="true" />
      <header className="threshold-header">
        <p className="threshold-product">
          {texts.shell.product} <span className="quiet">{texts.shell.console}</span>
        </p>
      </header>
      <main className="threshold-main">{children}</main>
      <footer className="threshold-footer">
        <Appearance />
      </footer>
    </div>
  );
}
