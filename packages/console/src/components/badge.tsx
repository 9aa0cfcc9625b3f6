import type { ReactNode } from 'react';

export interface BadgeProps {
  /** How much it matters. @default plain */
  readonly kind?: 'good' | 'mind' | 'bad' | 'plain';
  readonly children: ReactNode;
}

/** A state in a word or two; its colour says nothing that the word does not. */
export function Badge({ kind = 'plain', children }: BadgeProps): ReactNode {
  return <span className={`badge badge-${kind}`}>{children}</span>;
}
