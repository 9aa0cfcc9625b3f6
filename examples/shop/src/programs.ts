import { fileURLToPath } from 'node:url';

/**
 * What runs as a process of its own, `node --conditions=portcullis-source PATH`, with the URL of the database in
 * SHOP_DATABASE_URL.
 */
export const programs = {
  worker: fileURLToPath(new URL('./worker-main.ts', import.meta.url)),
  billing: fileURLToPath(new URL('./billing-script.ts', import.meta.url)),
} as const;
