import type { Webhook } from '@portcullis/gate';

/** The signing secrets of a webhook, the newest first; those whose variable is empty are missing. */
export type SecretsOf = (webhook: Pick<Webhook, 'secretFrom'>) => readonly string[];

export function createSecretsOf(variable: (name: string) => string | undefined): SecretsOf {
  return ({ secretFrom }) => secretFrom.flatMap((name) => variable(name) ?? []);
}
