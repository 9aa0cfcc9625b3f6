import type { HeldWebhook, Webhook, WebhookDecision } from '../../api/schema.ts';
import type { HeldDecision } from './held-standing.ts';

/** A decision before its reason is given: about one, about all of a webhook that failed or that wait, or about the delivery of a webhook. */
export type AskedDecision =
  | { readonly kind: HeldDecision; readonly held: HeldWebhook }
  | { readonly kind: HeldDecision; readonly allFailedOf: Webhook }
  | { readonly kind: 'drop'; readonly allWaitingOf: Webhook }
  | { readonly kind: 'pause' | 'resume'; readonly webhook: Webhook };

/** As the server is told. */
export function decisionOf(asked: AskedDecision, reason: string): WebhookDecision {
  if ('held' in asked) return { decision: asked.kind, id: asked.held.id, reason };
  if ('allFailedOf' in asked) {
    const { name, failed } = asked.allFailedOf;
    // What cannot be taken back is done to as many as were on the screen, or to none.
    const count = asked.kind === 'drop' && { count: failed };
    return { decision: asked.kind, webhook: name, state: 'failed', ...count, reason };
  }
  if ('allWaitingOf' in asked) {
    const { name, waiting } = asked.allWaitingOf;
    // The oldest: more may have come since they were on the screen.
    return { decision: asked.kind, webhook: name, state: 'waiting', count: waiting, reason };
  }
  return { decision: asked.kind, webhook: asked.webhook.name, reason };
}

/** What of an id is read aloud: few enough to be read, enough to tell one from the others. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
