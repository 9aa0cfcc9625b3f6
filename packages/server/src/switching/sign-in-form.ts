import { SAXParser } from 'parse5-sax-parser';

export interface SignInForm {
  readonly method: string;
  /** Path and query on the same site. */
  readonly target: string;
}

/**
 * The first form with a password field, as a browser would submit it; null when there is none or when it
 * goes to another site.
 */
export function findSignInForm(html: string, page: string): SignInForm | null {
  let current: { method: string; action: string } | null = null;
  let found: { method: string; action: string } | null = null;
  const parser = new SAXParser();
  parser.on('startTag', ({ tagName, attrs }) => {
    const attribute = (name: string) => attrs.find((candidate) => candidate.name === name)?.value;
    if (tagName === 'form') {
      current = { method: (attribute('method') ?? 'get').toUpperCase(), action: attribute('action') ?? '' };
    } else if (tagName === 'input' && attribute('type')?.toLowerCase() === 'password') found ??= current;
  });
  parser.on('endTag', ({ tagName }) => {
    if (tagName === 'form') current = null;
  });
  parser.end(html);
  return found === null ? null : resolveForm(found, page);
}

/** Relative actions are resolved as browsers do; this decides nothing, the gate judges the result. */
function resolveForm(
  { method, action }: { method: string; action: string },
  page: string,
): SignInForm | null {
  const base = new URL(page, 'http://site.invalid');
  if (!URL.canParse(action === '' ? page : action, base.href)) return null;
  const url = new URL(action === '' ? page : action, base);
  return url.host === base.host ? { method, target: `${url.pathname}${url.search}` } : null;
}
