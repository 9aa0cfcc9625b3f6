import type { Webhook } from '@portcullis/gate';
import { isUsableSecret } from './signature.ts';

/**
 * The signing secrets of a webhook, the newest first. Missing are those whose variable is empty, and those that say nothing in
 * the form their provider writes them in: with an empty key anybody signs.
 */
export type SecretsOf = (webhook: Pick<Webhook, 'secretFrom' | 'signature'>) => readonly string[];

export function createSecretsOf(variable: (name: string) => string | undefined): SecretsOf {
  return ({ secretFrom, signature }) =>
    secretFrom
      // From a file a line's end comes with it.
      .flatMap((name) => variable(name)?.trim() ?? [])
      .filter((secret) => isUsableSecret(secret, signature));
}
