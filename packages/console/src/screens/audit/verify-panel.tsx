import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { AuditVerification } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Table } from '../../components/table.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

/** A chain that is cut into pieces has a finding for each. */
const shownFindings = 200;

export function VerifyPanel(): ReactNode {
  const { client, site } = useApi();
  const { audit } = useScreenTexts();
  const { announce } = useAnnouncer();
  const [startedAt, setStartedAt] = useState(0);
  const verify = useMutation({
    mutationFn: () =>
      answerOf(client.POST('/v1/sites/{site}/audit/verify', { params: { path: { site } }, body: {} })),
    onMutate: () => setStartedAt(Date.now()),
    onSuccess: ({ findings }) =>
      announce(findings.length === 0 ? audit.verified : audit.findings(findings.length)),
  });
  return (
    <Panel
      title={audit.verifyTitle}
      lead={audit.verifyLead}
      aside={
        <Button isBusy={verify.isPending} onClick={() => verify.mutate()}>
          {audit.verify}
        </Button>
      }
    >
      {verify.isPending && <Running startedAt={startedAt} />}
      {verify.error !== null && <ErrorNotice error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data !== undefined && <Result verification={verify.data} />}
    </Panel>
  );
}

function Running({ startedAt }: { readonly startedAt: number }): ReactNode {
  const { format } = useTexts();
  const { audit } = useScreenTexts();
  const nowMs = useNow();
  return (
    <div className="stack">
      <progress className="verify-progress" aria-label={audit.verify} />
      <p className="quiet">{audit.verifying(format.duration(Math.max(1_000, nowMs - startedAt)))}</p>
    </div>
  );
}

function Result({ verification }: { readonly verification: AuditVerification }): ReactNode {
  const { format } = useTexts();
  const { audit } = useScreenTexts();
  const { records, chains, seals, findings } = verification;
  const counts = <p>{audit.verifiedOf(records, chains, seals)}</p>;
  if (findings.length === 0) {
    return (
      <Notice kind="good" title={audit.verified}>
        {counts}
      </Notice>
    );
  }
  return (
    <div className="stack">
      <Notice kind="bad" title={audit.findings(findings.length)} isUrgent>
        {counts}
        <p>{audit.findingsHelp}</p>
      </Notice>
      <Scrolling label={audit.problem}>
        <Table
          caption={audit.problem}
          rows={findings.slice(0, shownFindings).map((finding, index) => ({ ...finding, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            {
              title: audit.chain,
              isRowHeader: true,
              cell: ({ chain }) => <span className="break">{chain}</span>,
            },
            { title: audit.sequence, isNumber: true, cell: ({ sequence }) => format.number(sequence) },
            { title: audit.problem, cell: ({ problem }) => <span lang="en">{problem}</span> },
          ]}
        />
      </Scrolling>
      {findings.length > shownFindings && (
        <p className="quiet">{audit.moreFindings(findings.length - shownFindings)}</p>
      )}
    </div>
  );
}
