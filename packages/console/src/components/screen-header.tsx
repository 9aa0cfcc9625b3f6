import type { ReactNode } from 'react';

export interface ScreenHeaderProps {
  readonly title: string;
  readonly lead: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
}

/** The heading of a screen, and in one sentence what it is for. */
export function ScreenHeader({ title, lead, aside }: ScreenHeaderProps): ReactNode {
  return (
    <header className="panel-header">
      <div>
        <h1>{title}</h1>
        <p className="quiet">{lead}</p>
      </div>
      {aside}
    </header>
  );
}
