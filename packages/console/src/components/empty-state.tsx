import type { ReactNode } from 'react';

/** Nothing is here yet: what would be, and how it comes. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty-state">
      <p className="empty-state-title">{title}</p>
      {children !== undefined && <p className="quiet">{children}</p>}
    </div>
  );
}
