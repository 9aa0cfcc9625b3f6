import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Webhook } from '../../api/schema.ts';
import { Badge } from '../../components/badge.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Column } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { actorWords } from '../../texts/actor-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { isNamed } from './named-provider.ts';
import { isBad, webhookRemarks } from './webhook-remarks.ts';

const example = `policy: {
  webhooks: [{ match: 'POST /webhooks/stripe', provider: 'stripe', secretFrom: 'STRIPE_WEBHOOK_SECRET' }],
}`;

/** One row each; where none is declared, what they are and how it is done. */
export function WebhookList({ webhooks: all }: { readonly webhooks: readonly Webhook[] }): ReactNode {
  const { format } = useTexts();
  const { webhooks } = useScreenTexts();
  if (all.length === 0) {
    return (
      <Panel title={webhooks.listTitle}>
        <EmptyState title={webhooks.noWebhooks}>{webhooks.noWebhooksHelp}</EmptyState>
        <Copyable label={webhooks.example} text={example} />
      </Panel>
    );
  }
  const columns: readonly (Column<Webhook> | false)[] = [
    {
      title: webhooks.webhook,
      isRowHeader: true,
      isWide: true,
      cell: (webhook) => <WebhookName webhook={webhook} />,
    },
    { title: webhooks.held, isNumber: true, cell: ({ waiting }) => format.number(waiting) },
    {
      title: webhooks.oldest,
      cell: ({ oldestAt }) =>
        oldestAt === null ? (
          <span className="nothing">{webhooks.none}</span>
        ) : (
          <Time at={oldestAt} utc="hover" hasDistance />
        ),
    },
    { title: webhooks.onItsWay, isNumber: true, cell: ({ onItsWay }) => format.number(onItsWay) },
    { title: webhooks.failed, isNumber: true, cell: ({ failed }) => format.number(failed) },
    { title: webhooks.delivered, isNumber: true, cell: ({ delivered }) => format.number(delivered) },
    all.some((each) => webhookRemarks(each).length > 0) && {
      title: webhooks.remarks,
      cell: (webhook) => <Remarks webhook={webhook} />,
    },
  ];
  return (
    <Panel title={webhooks.listTitle} lead={webhooks.listLead}>
      <PagedTable
        caption={webhooks.listTitle}
        rows={all}
        keyOf={({ name }) => name}
        search={{ label: webhooks.search, textOf: ({ name }) => name }}
        columns={columns.filter((column) => column !== false)}
      />
    </Panel>
  );
}

function WebhookName({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { webhooks } = useScreenTexts();
  const { name, provider, during, failed } = webhook;
  const facts = [
    ...(isNamed(provider) ? [webhooks.by(provider)] : []),
    ...(during === null ? [] : [webhooks.during[during]]),
  ];
  return (
    <>
      {/* What failed is what somebody comes for. */}
      <Link to="/webhooks" search={{ webhook: name, state: failed > 0 ? 'failed' : undefined }}>
        <code className="break">{name}</code>
      </Link>
      <span className="quiet below break">{facts.join(', ')}</span>
    </>
  );
}

/** Empty where there is nothing to say, so that a card leaves it out. */
function Remarks({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { texts } = useTexts();
  const { webhooks } = useScreenTexts();
  const remarks = webhookRemarks(webhook);
  const { paused } = webhook;
  if (remarks.length === 0) return null;
  return (
    <span className="webhook-remarks">
      {remarks.map((remark) => (
        <Badge key={remark} kind={isBad(remark) ? 'bad' : 'mind'}>
          {webhooks.remarkBadges[remark]}
        </Badge>
      ))}
      {paused !== null && (
        <span className="quiet break">{webhooks.pausedBy(actorWords(paused.by, texts), paused.reason)}</span>
      )}
    </span>
  );
}
