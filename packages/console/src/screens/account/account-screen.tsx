import './account.css';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session-query.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';

export function AccountScreen(): ReactNode {
  const { texts } = useTexts();
  const { operator } = useSession();
  return (
    <div className="stack stack-wide account">
      <div>
        <h1>{texts.shell.yourAccount}</h1>
        <p className="quiet">{texts.account.lead(operator.name, texts.shell.roles[operator.role])}</p>
      </div>
      <SecondFactorPanel />
      <PasswordPanel />
      <OwnSessions />
    </div>
  );
}
