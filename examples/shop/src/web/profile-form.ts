import type { ProfileDraft } from '../domain/accounts.ts';
import type { Form } from './form.ts';

export function readProfile(form: Form): ProfileDraft {
  return {
    name: form.text('name', { label: 'Name' }),
    phone: form.text('phone', { label: 'Phone', maximumLength: 40, optional: true }),
    about: form.text('about', { label: 'What we should know', maximumLength: 2000, optional: true }),
  };
}
