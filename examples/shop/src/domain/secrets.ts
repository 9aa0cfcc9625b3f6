import { createHash, randomBytes, randomUUID } from 'node:crypto';

/** For cookies, links and API tokens: 32 bytes nobody can guess. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored in its place: a stolen table opens no session. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newReference(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}
