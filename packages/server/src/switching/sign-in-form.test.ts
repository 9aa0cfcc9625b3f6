import { expect, test } from 'vitest';
import { findSignInForm } from './sign-in-form.ts';

const password = '<input type="password" name="word">';
const actionOf = (fields: string): unknown =>
  findSignInForm(`<form method="post">${fields}</form>`, '/login')?.serverAction;

test.each([
  ['none', password, null],
  ['a plain one', `<input type="hidden" name="$ACTION_ID_40ab"/>${password}`, '40ab'],
  ['behind the password', `${password}<input type="hidden" name="$ACTION_ID_40ab"/>`, '40ab'],
  [
    'one with bound arguments',
    `<input type="hidden" name="$ACTION_REF_1"/><input name="$ACTION_1:0" value="{&quot;id&quot;:&quot;60cd&quot;,&quot;bound&quot;:&quot;$@1&quot;}"/>${password}`,
    '60cd',
  ],
  ['a name that is none', `<input name="$ACTION_ID_x y"/>${password}`, null],
])('the server action of a sign-in form: %s', (_, fields, id) => {
  expect(actionOf(fields)).toBe(id);
});

test('that of another form is not it', () => {
  const page = `<form><input name="$ACTION_ID_40ab"></form><form method="post" action="/in">${password}</form>`;
  expect(findSignInForm(page, '/login')).toEqual({ method: 'POST', target: '/in', serverAction: null });
});
