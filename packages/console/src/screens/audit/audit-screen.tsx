import './audit.css';
import type { ReactNode } from 'react';
import { useMay } from '../../api/session-query.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Panel } from '../../components/panel.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { RecordsPanel } from './records-panel.tsx';
import { VerifyPanel } from './verify-panel.tsx';

/** What happened, who did it, and whether the record was touched. */
export function AuditScreen(): ReactNode {
  const { audit } = useScreenTexts();
  const mayRead = useMay('audit');
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={audit.title} lead={audit.lead} />
      {mayRead ? (
        <>
          <VerifyPanel />
          <RecordsPanel />
        </>
      ) : (
        <Panel title={audit.recordsTitle}>
          <EmptyState title={audit.mayNot}>{audit.mayNotHelp}</EmptyState>
        </Panel>
      )}
    </div>
  );
}
