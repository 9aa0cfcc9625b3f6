/** A WebCrypto key, named through the platform so that no DOM types are needed. */
export type SigningKey = Parameters<typeof crypto.subtle.sign>[1];
