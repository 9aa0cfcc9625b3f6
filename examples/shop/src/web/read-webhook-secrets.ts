import type { WebhookSecrets } from './webhook-signatures.ts';

/** Where a process finds what providers sign with; the gate in front finds it there, too. */
export const webhookSecretVariables = {
  payments: 'SHOP_PAYMENTS_SECRET',
  mail: 'SHOP_MAIL_SECRET',
  crm: 'SHOP_CRM_SECRET',
} as const satisfies Readonly<Record<keyof WebhookSecrets, string>>;

/** Null unless all of them are there. */
export function readWebhookSecrets(
  environment: Readonly<Record<string, string | undefined>>,
): WebhookSecrets | null {
  const payments = environment[webhookSecretVariables.payments];
  const mail = environment[webhookSecretVariables.mail];
  const crm = environment[webhookSecretVariables.crm];
  return payments && mail && crm ? { payments, mail, crm } : null;
}
