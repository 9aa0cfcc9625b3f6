import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import type { Reach } from './rights-of.ts';

const icons: Readonly<Record<Reach, IconName>> = { write: 'pen', read: 'eye', none: 'cross' };

/** How far somebody gets: by shape, word and colour. */
export function ReachMark({ reach }: { readonly reach: Reach }): ReactNode {
  const { insiders } = useScreenTexts();
  return (
    <span className="reach" data-reach={reach}>
      <Icon name={icons[reach]} />
      {insiders.reach[reach]}
    </span>
  );
}
