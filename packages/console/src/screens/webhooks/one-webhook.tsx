import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Webhook } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Fact, Facts, Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { AskedDecision } from './asked-decision.ts';
import { HeldPanel } from './held-panel.tsx';
import { isNamed } from './named-provider.ts';
import { WebhookNotices } from './webhook-notices.tsx';

const DecisionDialog = lazy(async () => ({
  default: (await import('./decision-dialog.tsx')).DecisionDialog,
}));

/** Undefined = neither the policy nor the store knows it. */
export function OneWebhook({ webhook }: { readonly webhook: Webhook | undefined }): ReactNode {
  const { webhooks } = useScreenTexts();
  const maySwitch = useMay('switch');
  const [asked, setAsked] = useState<AskedDecision | null>(null);
  return (
    <>
      <Link to="/webhooks" className="webhook-back">
        {webhooks.all}
      </Link>
      {webhook === undefined ? (
        <EmptyState title={webhooks.unknown}>{webhooks.unknownHelp}</EmptyState>
      ) : (
        <>
          <Panel
            title={webhook.name}
            aside={
              maySwitch && (
                <Button
                  onClick={() => setAsked({ kind: webhook.paused === null ? 'pause' : 'resume', webhook })}
                >
                  {webhook.paused === null ? webhooks.pause : webhooks.resume}
                </Button>
              )
            }
          >
            <WebhookFacts webhook={webhook} />
            <WebhookNotices webhook={webhook} onDecide={maySwitch ? setAsked : null} />
            {!maySwitch && <p className="quiet">{webhooks.mayNotDecide}</p>}
          </Panel>
          <HeldPanel webhook={webhook} onDecide={maySwitch ? setAsked : null} />
        </>
      )}
      {asked !== null && (
        <Suspense>
          <DecisionDialog asked={asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </>
  );
}

function WebhookFacts({ webhook }: { readonly webhook: Webhook }): ReactNode {
  const { format } = useTexts();
  const { webhooks } = useScreenTexts();
  const { waiting, failed, most, oldestAt, onItsWay, delivered, dropped, duplicates } = webhook;
  const { provider, during, isVerified } = webhook;
  return (
    <Facts>
      <Fact name={webhooks.held}>
        {format.number(waiting)}
        {most !== null && <span className="quiet below">{webhooks.atMost(format.number(most))}</span>}
      </Fact>
      <Fact name={webhooks.oldest}>
        {oldestAt === null ? (
          <span className="nothing">{webhooks.none}</span>
        ) : (
          <Time at={oldestAt} hasDistance />
        )}
      </Fact>
      <Fact name={webhooks.onItsWay}>{format.number(onItsWay)}</Fact>
      <Fact name={webhooks.failed}>{format.number(failed)}</Fact>
      <Fact name={webhooks.delivered}>{format.number(delivered)}</Fact>
      {dropped > 0 && <Fact name={webhooks.dropped}>{format.number(dropped)}</Fact>}
      {duplicates > 0 && <Fact name={webhooks.duplicates}>{format.number(duplicates)}</Fact>}
      {during !== null && (
        <>
          <Fact name={webhooks.duringTitle}>
            {webhooks.treatments[during]}
            {isNamed(provider) && <span className="quiet below">{webhooks.by(provider)}</span>}
          </Fact>
          <Fact name={webhooks.verified}>{isVerified ? webhooks.isVerified : webhooks.isNotVerified}</Fact>
        </>
      )}
    </Facts>
  );
}
