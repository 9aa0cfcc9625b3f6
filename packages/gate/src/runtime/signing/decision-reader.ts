import { deriveKeyBytes, fromBase64Url, importSigningKey, toBase64Url } from '../../identity/index.ts';
import { PortcullisError } from '../../model/error.ts';
import type { SigningKey } from '../../model/signing-key.ts';
import { type DecisionClaims, verifyDecision } from './decision-header.ts';
import { type DeliveryClaims, verifyDelivery } from './delivery-proof.ts';

/** A request of Node, Express or Fastify, as far as it is looked at. */
export interface RequestWithHeaders {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** For applications behind the gate: what the gate decided about a request, once its signature is checked. */
export interface DecisionReader {
  /** Checks the header once; await it before `decisionOf`. Null without a genuine, fresh header. No header makes it reject. */
  read(request: RequestWithHeaders): Promise<DecisionClaims | null>;
  /** What `read` found for this very request; null before. */
  decisionOf(request: RequestWithHeaders): DecisionClaims | null;
  /**
   * What the gate says of a webhook that it held and delivers now: when it was received, and whether its signature was genuine
   * then. `body`: its bytes as they came. Null for every other request.
   */
  readDelivery(request: RequestWithHeaders, body: Uint8Array): Promise<DeliveryClaims | null>;
}

export interface DecisionReaderOptions {
  /**
   * Decision keys of the site, base64url, white space around them allowed: the content of the file `decision-key`
   * in the server's state directory, where `portcullis up` puts it. Two while keys rotate.
   */
  readonly keys: readonly string[];
  /** @default "default" */
  readonly site?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly nowMs?: () => number;
}

/** Throws PORTCULLIS_SECRET_INVALID for a key that is none. */
export function createDecisionReader(options: DecisionReaderOptions): DecisionReader {
  const { keys, site = 'default', nowMs = Date.now } = options;
  const imported = Promise.all(keys.map(importDecisionKey));
  // A malformed key has thrown already. What is left is a runtime without HMAC: `read` rejects with its error, and
  // until somebody reads there is no unhandled rejection.
  imported.catch(() => undefined);
  const found = new WeakMap<RequestWithHeaders, DecisionClaims>();
  return {
    async read(request) {
      const value = request.headers['portcullis-decision'];
      if (typeof value !== 'string') return null;
      const claims = await verifyDecision(value, { keys: await imported, site, nowMs: nowMs() });
      if (claims !== null) found.set(request, claims);
      return claims;
    },
    decisionOf: (request) => found.get(request) ?? null,
    async readDelivery({ headers }, body) {
      const value = headers['portcullis-delivery-proof'];
      if (typeof value !== 'string') return null;
      return verifyDelivery(value, { keys: await imported, site, nowMs: nowMs(), body });
    },
  };
}

function importDecisionKey(text: string): Promise<SigningKey> {
  const bytes = fromBase64Url(text.trim());
  if (bytes === null || bytes.length !== 32) {
    throw new PortcullisError(
      'PORTCULLIS_SECRET_INVALID',
      `A decision key is 32 bytes as base64url, got ${bytes === null ? 'something else' : `${bytes.length} bytes`}. Give the content of the file \`decision-key\`: \`portcullis up\` writes it into its state directory.`,
    );
  }
  return importSigningKey(bytes);
}

/** The key that verifies decision headers, as applications are given it: base64url. */
export async function exportDecisionKey(secret: Uint8Array): Promise<string> {
  return toBase64Url(await deriveKeyBytes(secret, 'decision'));
}
