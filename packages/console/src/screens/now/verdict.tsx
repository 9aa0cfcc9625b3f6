import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

export interface VerdictProps {
  readonly isGood: boolean;
  /** Beside what is not good. */
  readonly icon: IconName;
  /** Nobody answers: it was so when somebody last did. */
  readonly isLost: boolean;
  readonly children: string;
}

/** The answer to the question that its panel asks. */
export function Verdict({ isGood, icon, isLost, children }: VerdictProps): ReactNode {
  const { texts } = useTexts();
  return (
    <p className="verdict" data-good={isGood && !isLost} data-lost={isLost || undefined}>
      <Icon name={isLost ? 'unplugged' : isGood ? 'check' : icon} />
      <span>
        {isLost && <span className="verdict-lost">{texts.now.lastKnown}</span>}
        <strong>{children}</strong>
      </span>
    </p>
  );
}
