import { PortcullisError } from '@portcullis/gate';
import { loadSecret } from '@portcullis/store/host';

export interface ReadSecretsOptions {
  readonly stateDirectory: string;
  /** `PORTCULLIS_SECRET`; null = the file in the state directory. */
  readonly secret: string | null;
  /** Make the file where there is none. */
  readonly create: boolean;
}

/** What a server signs with, the active one first. Throws PORTCULLIS_SECRET_INVALID for one that is too short or no base64url. */
export async function readSecrets({
  stateDirectory,
  secret,
  create,
}: ReadSecretsOptions): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  if (secret === null) {
    const { current, previous } = await loadSecret({ directory: stateDirectory, create });
    return previous === null ? [current] : [current, previous];
  }
  const bytes = Buffer.from(secret, 'base64url');
  if (bytes.length < 32 || !/^[\w-]+$/.test(secret)) {
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      `PORTCULLIS_SECRET must be at least 32 random bytes as base64url, but it holds ${bytes.length}. Make one: head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '='`,
    );
  }
  return [bytes];
}
