import type { Webhook } from '../../api/schema.ts';

/** What somebody must know of a webhook. `full`, `nearly-full`: of the number that its rule allows to be held. */
export type WebhookRemark = 'failed' | 'no-secret' | 'full' | 'nearly-full' | 'paused' | 'no-rule';

type Judged = Pick<Webhook, 'during' | 'lacksSecret' | 'waiting' | 'failed' | 'paused' | 'most'>;

const nearly = 0.8;

/** The worst first. */
export function webhookRemarks(webhook: Judged): readonly WebhookRemark[] {
  const { during, lacksSecret, waiting, failed, paused, most } = webhook;
  const held = waiting + failed;
  const remarks: readonly (WebhookRemark | false)[] = [
    failed > 0 && 'failed',
    lacksSecret && 'no-secret',
    most !== null && (held >= most ? 'full' : held >= most * nearly && 'nearly-full'),
    paused !== null && 'paused',
    during === null && 'no-rule',
  ];
  return remarks.filter((remark) => remark !== false);
}

export function isBad(remark: WebhookRemark): boolean {
  return remark === 'failed' || remark === 'no-secret' || remark === 'full';
}
