import { createHash } from 'node:crypto';
import type { Webhook } from '@portcullis/gate';

/** What a held webhook is found by in the store. */
export interface HeldKeys {
  /** `value`: what it names as its order; null = nothing. */
  ofOrder(
    webhook: Webhook,
    call: { readonly name: string; readonly id: string; readonly value: string | null },
  ): string;
  /** The order of a route, of those that name none. */
  ofRoute(name: string): string;
  ofDelivery(webhook: Webhook, call: NamedDelivery): string;
}

export interface NamedDelivery {
  readonly name: string;
  readonly target: string;
  readonly delivery: string;
  readonly headers: readonly string[];
  readonly body: Uint8Array;
  readonly isVerified: boolean;
}

/** 128 bits: they are looked up for each webhook, and nobody gains by two of his own that are alike. */
const keyLength = 32;

export function createHeldKeys(site: string): HeldKeys {
  /** In the store no key is to be read: it may be somebody's number, or address. */
  function digest(...parts: readonly (string | Uint8Array)[]): string {
    const hash = createHash('sha256').update(JSON.stringify([site]));
    for (const part of parts) hash.update(typeof part === 'string' ? JSON.stringify(part) : part);
    return hash.digest('hex').slice(0, keyLength);
  }

  const ofRoute = (name: string): string => digest(name, 'route');

  function ofOrder(
    { order }: Webhook,
    { name, id, value }: { readonly name: string; readonly id: string; readonly value: string | null },
  ): string {
    if (order === 'none') return digest(name, 'none', id);
    // What names none is put in order with all others of its route that name none.
    return order === 'route' || value === null ? ofRoute(name) : digest(name, 'key', value);
  }

  /**
   * Whoever chooses the name could take somebody else's before him, and that one would be acknowledged and never stored. A name
   * that is signed is the provider's. One in a header beside the signature is only worth something with the bytes that are
   * signed, so is one that may name an object of which several calls tell, and where nothing is verified only the very same request is
   * the same. Each for its own target: what a provider tells two tenants has one name.
   */
  function ofDelivery(
    { delivery: place, isDeliveryUnique, signature }: Webhook,
    { name, target, delivery, headers, body, isVerified }: NamedDelivery,
  ): string {
    if (!isVerified) return digest(name, 'request', target, delivery, JSON.stringify(headers), body);
    // Whoever has the secret of a token has said all of it.
    const isSigned =
      place !== null &&
      (!('header' in place) || place.header === signature?.id?.header || signature?.scheme === 'token');
    return isSigned && isDeliveryUnique
      ? digest(name, 'delivery', target, delivery)
      : digest(name, 'bytes', target, delivery, body);
  }

  return { ofOrder, ofRoute, ofDelivery };
}
