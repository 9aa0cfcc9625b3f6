import type { WriteTransaction } from '../database/write-record.ts';

/** The companies whose programs call this shop. */
export type ProviderName = 'payments' | 'mail' | 'crm';

export interface WebhookEvent {
  readonly provider: ProviderName;
  /** As the provider names it; the same again is the same event. */
  readonly eventId: string;
}

/**
 * Whether this event is to be carried out: false when it was before. Stands or falls with what is done about it, in one
 * transaction, and two that come at the same time wait for each other here.
 */
export async function takeWebhookEvent(
  transaction: WriteTransaction,
  { provider, eventId }: WebhookEvent,
): Promise<boolean> {
  const taken = await transaction.query<object>(
    'insert into webhook_event (provider, event_id) values ($1, $2) on conflict do nothing returning event_id',
    [provider, eventId],
  );
  if (taken.length === 0) {
    transaction.note(`event ${eventId} of ${provider} was taken before`);
  }
  return taken.length > 0;
}
