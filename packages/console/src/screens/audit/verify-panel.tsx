import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import type { AuditVerification } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { SaidText } from '../../components/said-text.tsx';
import { Scrolling } from '../../components/scrolling.tsx';
import { Table } from '../../components/table.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { msLeft } from './ms-left.ts';
import { verificationQuery } from './verification-query.ts';

/** A chain that is cut into pieces has a finding for each. */
const shownFindings = 200;

export function VerifyPanel(): ReactNode {
  const { client, site } = useApi();
  const { audit } = useScreenTexts();
  const { announce } = useAnnouncer();
  // Whoever leaves the connection is not waited for: that ends the work on the server, too.
  const leaving = useRef(new AbortController());
  const verify = useMutation({
    mutationFn: () => {
      leaving.current = new AbortController();
      const { signal } = leaving.current;
      const params = { path: { site } };
      return answerOf(client.POST('/v1/sites/{site}/audit/verify', { params, body: {}, signal }));
    },
    onSuccess: ({ findings }) =>
      announce(findings.length === 0 ? audit.verified : audit.findings(findings.length)),
  });
  useEffect(() => () => leaving.current.abort(), []);
  const cancel = () => {
    leaving.current.abort();
    verify.reset();
    announce(audit.cancelled);
  };
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
      {verify.isPending && <Running onCancel={cancel} />}
      {verify.error !== null && <ErrorNotice error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data !== undefined && <Result verification={verify.data} />}
    </Panel>
  );
}

function Running({ onCancel }: { readonly onCancel: () => void }): ReactNode {
  const { texts, format } = useTexts();
  const { audit } = useScreenTexts();
  const { data } = useQuery(verificationQuery(useApi()));
  const running = data?.running ?? null;
  const left = running === null ? null : msLeft(running);
  return (
    <div className="stack">
      {running === null || running.total === 0 ? (
        <progress className="verify-progress" aria-label={audit.verify} />
      ) : (
        <progress
          className="verify-progress"
          aria-label={audit.verify}
          max={running.total}
          value={running.checked}
        />
      )}
      <p className="quiet">
        {running === null ? audit.verifyBegins : audit.verifying(running.checked, running.total)}
        {left !== null && ` ${audit.verifyLeft(format.duration(left))}`}
      </p>
      <div>
        <Button onClick={onCancel}>{texts.common.cancel}</Button>
      </div>
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
            {
              title: audit.problem,
              cell: ({ problem, problemSaid }) => <SaidText said={problemSaid} text={problem} />,
            },
          ]}
        />
      </Scrolling>
      {findings.length > shownFindings && (
        <p className="quiet">{audit.moreFindings(findings.length - shownFindings)}</p>
      )}
    </div>
  );
}
