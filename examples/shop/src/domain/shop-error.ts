export type ShopErrorKind =
  | 'invalid'
  | 'signed-out'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'card-declined'
  | 'paused'
  /** Not signed by who it says to be from. */
  | 'unverified';

/** A request the shop understood and will not carry out; the message is written for the person who asked. */
export class ShopError extends Error {
  readonly kind: ShopErrorKind;

  constructor(kind: ShopErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ShopError';
    this.kind = kind;
  }
}
