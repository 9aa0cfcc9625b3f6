import { SAXParser } from 'parse5-sax-parser';

export interface SignInForm {
  readonly method: string;
  /** Path and query on the same site. */
  readonly target: string;
  /** The id of the server action of Next.js that its scripts call instead; null when it names none. */
  readonly serverAction: string | null;
}

/** A form to sign in by, with what a browser sends when its fields are filled in. */
export interface FillableForm extends SignInForm {
  /** Its hidden fields and those that hold something already, in their order. */
  readonly fields: readonly FormField[];
  /** The field before the password; null = there is none. */
  readonly userField: string | null;
  readonly passwordField: string;
}

export interface FormField {
  readonly name: string;
  readonly value: string;
}

interface FoundForm {
  readonly method: string;
  readonly action: string;
  serverAction: string | null;
  readonly fields: FormField[];
  userField: string | null;
  passwordField: string | null;
}

/**
 * The first form with a password field, as a browser would submit it; null when there is none or when it
 * goes to another site.
 */
export function findSignInForm(html: string, page: string): SignInForm | null {
  const form = findFillableForm(html, page);
  if (form === null) return null;
  const { method, target, serverAction } = form;
  return { method, target, serverAction };
}

/** The same, to be filled in. */
export function findFillableForm(html: string, page: string): FillableForm | null {
  let current: FoundForm | null = null;
  let found: FoundForm | null = null;
  const parser = new SAXParser();
  parser.on('startTag', ({ tagName, attrs }) => {
    const attribute = (name: string) => attrs.find((candidate) => candidate.name === name)?.value;
    if (tagName === 'form') {
      const method = (attribute('method') ?? 'get').toUpperCase();
      const action = attribute('action') ?? '';
      current = { method, action, serverAction: null, fields: [], userField: null, passwordField: null };
    } else if (tagName === 'input' && current !== null) {
      const name = attribute('name') ?? '';
      const value = attribute('value') ?? '';
      const type = attribute('type')?.toLowerCase() ?? 'text';
      current.serverAction ??= serverActionIn(name, value);
      addField(current, { name, value, type, isChecked: attribute('checked') !== undefined });
      if (type === 'password') found ??= current;
    }
  });
  parser.on('endTag', ({ tagName }) => {
    if (tagName === 'form') current = null;
  });
  parser.end(html);
  return found === null ? null : resolveForm(found, page);
}

const typedIn = ['text', 'email', 'tel', 'username'];
const isNotSent = ['button', 'submit', 'reset', 'image', 'file'];

function addField(
  form: FoundForm,
  { name, value, type, isChecked }: FormField & { readonly type: string; readonly isChecked: boolean },
): void {
  if (type === 'password') {
    form.passwordField ??= name;
    return;
  }
  if (typedIn.includes(type) && form.passwordField === null) form.userField = name;
  const isChoice = type === 'checkbox' || type === 'radio';
  if (name === '' || isNotSent.includes(type) || (isChoice && !isChecked)) return;
  form.fields.push({ name, value: isChoice && value === '' ? 'on' : value });
}

/** Relative actions are resolved as browsers do; this decides nothing, the gate judges the result. */
function resolveForm(
  { method, action, serverAction, fields, userField, passwordField }: FoundForm,
  page: string,
): FillableForm | null {
  const base = new URL(page, 'http://site.invalid');
  if (!URL.canParse(action === '' ? page : action, base.href)) return null;
  const url = new URL(action === '' ? page : action, base);
  if (url.host !== base.host) return null;
  const target = `${url.pathname}${url.search}`;
  return { method, target, serverAction, fields, userField, passwordField: passwordField ?? '' };
}

/** React writes the id of a form's action into the name of a hidden field, or, with bound arguments, into its value. */
function serverActionIn(name: string, value: string): string | null {
  const bound = /^\$ACTION_\d+:0$/.test(name) ? /"id":"([\da-f]{1,128})"/.exec(value) : null;
  return (bound ?? /^\$ACTION_ID_([\da-f]{1,128})$/.exec(name))?.[1] ?? null;
}
