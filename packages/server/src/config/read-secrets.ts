import { PortcullisError } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';

export interface ReadSecretsOptions {
  readonly stateDirectory: string;
  /** `PORTCULLIS_SECRET`: the active one and, while a rotation lasts, another one behind a space; null = the files in the state directory. */
  readonly secret: string | null;
  /** Make the file where there is none. */
  readonly create: boolean;
}

/**
 * What a server signs with, the active one first; a second one is accepted beside it. Throws PORTCULLIS_SECRET_INVALID for one that
 * is too short or no base64url.
 */
export async function readSecrets({
  stateDirectory,
  secret,
  create,
}: ReadSecretsOptions): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  if (secret === null) {
    const { current, previous } = await loadSecret({ directory: stateDirectory, create });
    return previous === null ? [current] : [current, previous];
  }
  const [current = '', other = null, ...more] = secret.trim().split(/\s+/);
  if (more.length > 0) {
    throw invalid(
      `must be one secret, or two while a rotation lasts, with a space between them, but it has ${more.length + 2}. Keep the one that signs, and the one before it`,
    );
  }
  const active = bytesOf(current);
  if (other === null || other === current) return [active];
  return [active, bytesOf(other)];
}

function bytesOf(secret: string): Uint8Array {
  const bytes = Buffer.from(secret, 'base64url');
  if (bytes.length >= 32 && /^[\w-]+$/.test(secret)) return bytes;
  throw invalid(
    `must be at least 32 random bytes as base64url, but it holds ${bytes.length}. Make one: head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='`,
  );
}

function invalid(problem: string): PortcullisError {
  return new PortcullisError('PORTCULLIS_SECRET_INVALID', `PORTCULLIS_SECRET ${problem}`);
}
