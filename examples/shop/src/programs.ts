import { fileURLToPath } from 'node:url';

/**
 * What runs as a process of its own, `node --conditions=portcullis-source PATH`. Worker and billing have the URL of the database in
 * SHOP_DATABASE_URL, providers what they sign with in `webhookSecretVariables`.
 */
export const programs = {
  worker: fileURLToPath(new URL('./worker-main.ts', import.meta.url)),
  billing: fileURLToPath(new URL('./billing-script.ts', import.meta.url)),
  providers: fileURLToPath(new URL('./provider-simulator-main.ts', import.meta.url)),
} as const;
