import type { ReactNode } from 'react';
import type { InstanceStanding } from '../api/schema.ts';
import { SaidText } from '../components/said-text.tsx';
import { useTexts } from '../texts/texts-context.tsx';

/** More would push everything else away; *Now* has them all. */
const mostShown = 5;

export type Missing = Pick<InstanceStanding, 'instance' | 'detail' | 'detailSaid'>;

/** What keeps a change from being in force everywhere. Empty although it is not = nobody runs. */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }): ReactNode {
  const { texts } = useTexts();
  return (
    <ul>
      {missing.length === 0 && <li>{texts.now.noInstances}</li>}
      {missing.slice(0, mostShown).map(({ instance, detail, detailSaid }) => (
        <li key={instance.id}>
          {instance.id} ({texts.now.process(instance.host, instance.processId)}):{' '}
          <SaidText said={detailSaid} text={detail} />
        </li>
      ))}
    </ul>
  );
}
