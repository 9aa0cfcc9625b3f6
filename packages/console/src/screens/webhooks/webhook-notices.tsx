import type { ReactNode } from 'react';
import type { Webhook } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Time } from '../../components/time.tsx';
import { actorWords } from '../../texts/actor-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import type { AskedDecision } from './asked-decision.ts';
import { type WebhookRemark, webhookRemarks } from './webhook-remarks.ts';

interface WebhookNoticesProps {
  readonly webhook: Webhook;
  /** Null = whoever looks may not decide. */
  readonly onDecide: ((asked: AskedDecision) => void) | null;
}

/** Each remark in full, with what can be done about it. */
export function WebhookNotices(props: WebhookNoticesProps): ReactNode {
  return webhookRemarks(props.webhook).map((remark) => (
    <WebhookNotice key={remark} {...props} remark={remark} />
  ));
}

function WebhookNotice({
  webhook,
  remark,
  onDecide,
}: WebhookNoticesProps & { readonly remark: WebhookRemark }): ReactNode {
  const { texts } = useTexts();
  const { webhooks } = useScreenTexts();
  const { failed, paused } = webhook;
  switch (remark) {
    case 'failed':
      return (
        <Notice kind="bad" title={webhooks.failedTitle(failed)}>
          <p>{webhooks.failedHelp}</p>
          {onDecide !== null && (
            <div className="actions">
              {(['replay', 'skip', 'drop'] as const).map((kind) => (
                <Button key={kind} onClick={() => onDecide({ kind, allFailedOf: webhook })}>
                  {webhooks.allFailed[kind]}
                </Button>
              ))}
            </div>
          )}
        </Notice>
      );
    case 'no-secret':
      return (
        <Notice kind="bad" title={webhooks.noSecretTitle}>
          <p>{webhooks.noSecretHelp}</p>
        </Notice>
      );
    case 'full':
    case 'nearly-full':
      return (
        <Notice
          kind={remark === 'full' ? 'bad' : 'mind'}
          title={remark === 'full' ? webhooks.fullTitle : webhooks.nearlyFullTitle}
        >
          <p>{webhooks.fullHelp}</p>
        </Notice>
      );
    case 'paused':
      if (paused === null) return null;
      return (
        <Notice kind="mind" title={webhooks.pausedTitle(actorWords(paused.by, texts))}>
          <p className="break">
            {webhooks.pausedBecause(paused.reason)} <Time at={paused.at} hasDistance />
          </p>
          <p>{webhooks.pausedHelp}</p>
        </Notice>
      );
    case 'no-rule':
      return (
        <Notice kind="mind" title={webhooks.noRuleTitle}>
          <p>{webhooks.noRuleHelp}</p>
        </Notice>
      );
  }
}
