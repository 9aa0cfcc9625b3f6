import type { ReactNode } from 'react';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { wordFor } from '../../texts/word-for.ts';

const kinds: Readonly<Record<string, NonNullable<BadgeProps['kind']>>> = {
  allow: 'good',
  own: 'plain',
  refuse: 'bad',
  confirm: 'mind',
  hold: 'mind',
  redirect: 'mind',
  rewrite: 'mind',
};

/** What becomes of a request, in a word. */
export function OutcomeBadge({ kind }: { readonly kind: string }): ReactNode {
  const { parts } = useScreenTexts();
  return (
    <Badge kind={Object.hasOwn(kinds, kind) ? kinds[kind] : 'plain'}>{wordFor(parts.kinds, kind)}</Badge>
  );
}
