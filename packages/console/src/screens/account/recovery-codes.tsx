import type { ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { CopyOnce } from '../../components/copy-once.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps): ReactNode {
  const { texts } = useTexts();
  return (
    <div className="stack account-form recovery-codes">
      <CopyOnce label={texts.account.codes} text={codes.join('\n')} />
      <div className="actions">
        <Button kind="main" onClick={onKept}>
          {texts.account.codesKept}
        </Button>
        <Button onClick={() => window.print()}>{texts.account.print}</Button>
      </div>
    </div>
  );
}
