import './change-bar.css';
import type { ReactNode } from 'react';

interface ChangeBarProps {
  /** What it is, for those who do not see where it is. */
  readonly label: string;
  readonly isChanged: boolean;
  /** What would change. */
  readonly said: ReactNode;
  readonly buttons: ReactNode;
  /** Above it: what went wrong, how far it came. */
  readonly children?: ReactNode;
}

/** Always in sight below a long form: what would change, and the button that does it. */
export function ChangeBar({ label, isChanged, said, buttons, children }: ChangeBarProps): ReactNode {
  return (
    <section className="change-bar" data-changed={isChanged} aria-label={label}>
      {children}
      <div className="change-bar-row">
        <div className="change-bar-said">{said}</div>
        {buttons}
      </div>
    </section>
  );
}
