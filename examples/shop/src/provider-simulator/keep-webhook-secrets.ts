import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWebhookSecrets, webhookSecretVariables } from '../web/read-webhook-secrets.ts';
import type { WebhookSecrets } from '../web/webhook-signatures.ts';

export interface KeptWebhookSecrets {
  readonly secrets: WebhookSecrets;
  /** The same by the names of variables: for the gate in front, and for processes. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What the simulated providers sign with. Made once: what was signed before a restart is verified after it. */
export function keepWebhookSecrets(directory: string): KeptWebhookSecrets {
  const file = join(directory, 'webhook-secrets.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(newVariables(), null, 2), { mode: 0o600 });
  const variables: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
  const secrets = readWebhookSecrets(variables);
  if (secrets === null) {
    const names = Object.values(webhookSecretVariables).join(', ');
    throw new Error(`Expected ${names} in ${file}. Remove it, and the next start makes another.`);
  }
  return { secrets, variables };
}

/** All written as Standard Webhooks wants its own, which suits the others, too. */
function newVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.values(webhookSecretVariables).map((name) => [
      name,
      `whsec_${randomBytes(32).toString('base64')}`,
    ]),
  );
}
