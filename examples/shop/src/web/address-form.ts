import type { Address } from '../domain/profile.ts';
import type { Form } from './form.ts';

export function readAddress(form: Form): Address {
  return {
    street: form.text('street', { label: 'Street and number' }),
    postcode: form.text('postcode', { label: 'Postcode', maximumLength: 20 }),
    city: form.text('city', { label: 'City' }),
    country: form.text('country', { label: 'Country', maximumLength: 60 }),
  };
}
