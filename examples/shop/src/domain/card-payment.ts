import { newReference } from './secrets.ts';
import { ShopError } from './shop-error.ts';

export interface Card {
  readonly number: string;
  /** `MM/YY` */
  readonly expiry: string;
  readonly code: string;
}

export interface Charge {
  readonly reference: string;
  readonly cardEnding: string;
}

/** A number that card companies reserve for testing; everything else that is well-formed is declined. */
export const ACCEPTED_CARD = '4242424242424242';

/** The simulated card company: it checks what a real one would, and takes no money from anybody. */
export function chargeCard(card: Card, now: Date): Charge {
  const digits = card.number.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(digits) || !hasValidCheckDigit(digits)) {
    throw new ShopError('invalid', 'This card number is not complete. Check it digit by digit.');
  }
  if (!isInFuture(card.expiry, now)) {
    throw new ShopError('invalid', 'Expected an expiry date in the future, written as MM/YY.');
  }
  if (!/^\d{3,4}$/.test(card.code.trim())) {
    throw new ShopError('invalid', 'The security code has three or four digits.');
  }
  if (digits !== ACCEPTED_CARD) {
    throw new ShopError('card-declined', 'The card was declined. Nothing was charged; try another card.');
  }
  return { reference: newReference('ch'), cardEnding: digits.slice(-4) };
}

/** Numbers that card companies reserve for failing, by their ends: this one pays when its owner has topped it up. */
const EMPTY_CARD_ENDING = '0002';
const PAYS_AT_ATTEMPT = 3;
const BLOCKED_CARD_ENDING = '0341';

/** Asks a stored card once more: the reference of the charge, or null when it is declined again. */
export function retryCharge(cardEnding: string, attempt: number): string | null {
  const isDeclined =
    cardEnding === BLOCKED_CARD_ENDING || (cardEnding === EMPTY_CARD_ENDING && attempt < PAYS_AT_ATTEMPT);
  return isDeclined ? null : newReference('ch');
}

/** ISO/IEC 7812-1, annex B (Luhn). */
function hasValidCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isInFuture(expiry: string, now: Date): boolean {
  const match = /^(0[1-9]|1[0-2])\s*\/\s*(\d{2})$/.exec(expiry.trim());
  return match !== null && Date.UTC(2000 + Number(match[2]), Number(match[1])) > now.getTime();
}
