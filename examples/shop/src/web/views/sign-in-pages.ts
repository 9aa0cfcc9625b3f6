import { type Html, html } from '../html.ts';
import { field, hidden, writeForm } from './forms.ts';
import { type Frame, page, problemMessage } from './frame.ts';

export interface LoginModel {
  readonly next: string;
  readonly email: string;
  readonly problem: string | null;
}

export function loginPage(frame: Frame, { next, email, problem }: LoginModel): Html {
  return page(frame, {
    title: 'Log in',
    main: html`<h1>Log in</h1>${problemMessage(problem)}
${writeForm(frame.visit, {
  action: '/login',
  submit: 'Log in',
  name: 'login',
  signIn: true,
  fields: html`${hidden('next', next)}
${field({ name: 'email', label: 'E-mail', type: 'email', value: email, autocomplete: 'username' })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}`,
})}
<p><a href="/signup">New here? Sign up</a> · <a href="/password-reset">Forgot your password?</a></p>`,
  });
}

export interface SignUpModel {
  readonly entered: (name: string) => string;
  readonly problem: string | null;
}

export function signUpPage(frame: Frame, { entered, problem }: SignUpModel): Html {
  return page(frame, {
    title: 'Sign up',
    main: html`<h1>Sign up</h1>${problemMessage(problem)}
${writeForm(frame.visit, {
  action: '/signup',
  submit: 'Sign up',
  name: 'signup',
  fields: html`${field({ name: 'name', label: 'Name', value: entered('name'), autocomplete: 'name' })}
${field({ name: 'email', label: 'E-mail', type: 'email', value: entered('email'), autocomplete: 'username' })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: 'At least ten characters.' })}`,
})}
<p>Been here before? <a href="/login">Log in</a>.</p>`,
  });
}

export function passwordResetPage(frame: Frame, sent: boolean, problem: string | null = null): Html {
  return page(frame, {
    title: 'Choose a new password',
    main: html`<h1>Choose a new password</h1>${problemMessage(problem)}
${
  sent
    ? html`<p class="message done" role="status">If there is an account with this address, a link is on its way. It works for an hour.</p>`
    : writeForm(frame.visit, {
        action: '/password-reset',
        submit: 'Send me a link',
        name: 'password-reset',
        fields: field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username' }),
      })
}`,
  });
}

export function newPasswordPage(frame: Frame, token: string, problem: string | null = null): Html {
  return page(frame, {
    title: 'Your new password',
    main: html`<h1>Your new password</h1>${problemMessage(problem)}
${writeForm(frame.visit, {
  action: '/password-reset/finish',
  submit: 'Save new password',
  name: 'new-password',
  fields: html`${hidden('token', token)}${field({ name: 'password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: 'At least ten characters.' })}`,
})}`,
  });
}
