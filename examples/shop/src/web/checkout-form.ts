import type { Card } from '../domain/card-payment.ts';
import type { Buyer } from '../domain/checkout.ts';
import { readAddress } from './address-form.ts';
import type { Form } from './form.ts';

export interface CheckoutForm extends Pick<Buyer, 'recipient' | 'address'> {
  readonly card: Card;
}

export function readCheckout(form: Form): CheckoutForm {
  return {
    recipient: form.text('recipient', { label: 'Name' }),
    address: readAddress(form),
    card: {
      number: form.entered('card-number'),
      expiry: form.entered('card-expiry'),
      code: form.entered('card-code'),
    },
  };
}
