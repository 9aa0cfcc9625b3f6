import { PortcullisError } from '@portcullis/gate';

const secretBytes = 32;

/**
 * A server secret as it stands in a file or the environment: 32 random bytes, base64url without padding.
 * Refuses what nobody drew at random. `source` names the place in the message; the secret never stands in it.
 */
export function parseSecret(text: string, source: string): Uint8Array {
  const trimmed = text.replace(/\r?\n$/, '');
  if (trimmed === '') throw invalid(source, 'is empty');
  if (!/^[A-Za-z0-9_-]+$/.test(trimmed)) throw invalid(source, 'is not base64url');
  const bytes = Buffer.from(trimmed, 'base64url');
  if (bytes.length !== secretBytes) {
    throw invalid(source, `has ${bytes.length} bytes, expected ${secretBytes}`);
  }
  const reason = reasonNotRandom(bytes);
  if (reason) throw invalid(source, `looks like an example: ${reason}`);
  return new Uint8Array(bytes);
}

const makeAnother = `Restore its backup first: with a new one the audit log so far cannot be verified, and all passes end. Without a backup, make a new one: node -p 'crypto.randomBytes(32).toString("base64url")'`;

export interface InvalidOptions {
  /** What to do. @default how to make a new secret */
  readonly next?: string;
  readonly cause?: unknown;
}

export function invalid(
  source: string,
  problem: string,
  { next = makeAnother, cause }: InvalidOptions = {},
): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SECRET_INVALID',
    `The server secret in ${source} ${problem}. ${next}`,
    {
      cause,
    },
  );
}

/** Each test refuses 32 random bytes less often than once in 10^13. */
function reasonNotRandom(bytes: Uint8Array): string | null {
  if (new Set(bytes).size < 16) return 'it repeats the same few bytes';
  // (95/256)^32 = 1.6e-14
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'it decodes to readable text';
  const steps = new Set(Array.from(bytes.subarray(1), (byte, index) => (byte - (bytes[index] ?? 0)) & 0xff));
  return steps.size === 1 ? 'it counts up or down' : null;
}
