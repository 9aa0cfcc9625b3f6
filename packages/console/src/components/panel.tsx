import { type ReactNode, useEffect, useId } from 'react';

export interface PanelProps {
  /** Where an address with a `#` leads. */
  readonly id?: string;
  readonly title: string;
  readonly lead?: ReactNode;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a screen with a heading of its own. */
export function Panel({ id, title, lead, aside, children }: PanelProps): ReactNode {
  const titleId = useId();
  // The browser has looked for it already when what it waits for has come.
  useEffect(() => {
    if (id !== undefined && location.hash === `#${id}`) document.getElementById(id)?.scrollIntoView();
  }, [id]);
  return (
    <section id={id} className="panel" aria-labelledby={titleId}>
      <header className="panel-header">
        <div>
          <h2 id={titleId}>{title}</h2>
          {lead !== undefined && <p className="quiet">{lead}</p>}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Names and values. */
export function Facts({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className="facts">{children}</dl>;
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
