import { SAXParser } from 'parse5-sax-parser';

export interface SignInForm {
  readonly method: string;
  /** Path and query on the same site. */
  readonly target: string;
  /** The id of the server action of Next.js that its scripts call instead; null when it names none. */
  readonly serverAction: string | null;
}

interface FoundForm {
  readonly method: string;
  readonly action: string;
  serverAction: string | null;
}

/**
 * The first form with a password field, as a browser would submit it; null when there is none or when it
 * goes to another site.
 */
export function findSignInForm(html: string, page: string): SignInForm | null {
  let current: FoundForm | null = null;
  let found: FoundForm | null = null;
  const parser = new SAXParser();
  parser.on('startTag', ({ tagName, attrs }) => {
    const attribute = (name: string) => attrs.find((candidate) => candidate.name === name)?.value;
    if (tagName === 'form') {
      const method = (attribute('method') ?? 'get').toUpperCase();
      current = { method, action: attribute('action') ?? '', serverAction: null };
    } else if (tagName === 'input' && current !== null) {
      current.serverAction ??= serverActionIn(attribute('name') ?? '', attribute('value') ?? '');
      if (attribute('type')?.toLowerCase() === 'password') found ??= current;
    }
  });
  parser.on('endTag', ({ tagName }) => {
    if (tagName === 'form') current = null;
  });
  parser.end(html);
  return found === null ? null : resolveForm(found, page);
}

/** Relative actions are resolved as browsers do; this decides nothing, the gate judges the result. */
function resolveForm({ method, action, serverAction }: FoundForm, page: string): SignInForm | null {
  const base = new URL(page, 'http://site.invalid');
  if (!URL.canParse(action === '' ? page : action, base.href)) return null;
  const url = new URL(action === '' ? page : action, base);
  return url.host === base.host ? { method, target: `${url.pathname}${url.search}`, serverAction } : null;
}

/** React writes the id of a form's action into the name of a hidden field, or, with bound arguments, into its value. */
function serverActionIn(name: string, value: string): string | null {
  const bound = /^\$ACTION_\d+:0$/.test(name) ? /"id":"([\da-f]{1,128})"/.exec(value) : null;
  return (bound ?? /^\$ACTION_ID_([\da-f]{1,128})$/.exec(name))?.[1] ?? null;
}
