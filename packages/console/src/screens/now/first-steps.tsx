import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session-query.ts';
import { Notice } from '../../components/notice.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

/** For who has just enrolled: what this screen is for, and what is wise to do next. Gone once they go on. */
export function FirstSteps(): ReactNode {
  const { texts } = useTexts();
  const { now, account } = texts;
  const { operator, secondFactor } = useSession();
  const isNew = useRouterState({ select: ({ location }) => location.state.isNewOperator === true });
  if (!isNew) return null;
  return (
    <Notice kind="plain" title={now.welcome(operator.name)}>
      <p>{now.welcomeHelp}</p>
      {secondFactor !== 'confirmed' && (
        <p>
          {now.welcomeFactor} <Link to="/account">{account.setUp}</Link>
        </p>
      )}
    </Notice>
  );
}
