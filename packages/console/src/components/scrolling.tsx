import type { ReactNode } from 'react';

/** Long lists scroll in a place of their own, which the keyboard reaches, too. */
export function Scrolling({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="scrolling" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
