import { type Given, readFields, readOptionalString } from './parse-given.ts';
import { parseSafeUrl } from './safe-url.ts';

export interface Contact {
  readonly email?: string;
  readonly phone?: string;
  readonly url?: string;
}

/** Whom visitors may ask. */
export function readContact(given: Given): Contact {
  const fields = readFields(given, ['email', 'phone', 'url']);
  const email = readOptionalString(fields.email, {
    expected: 'an e-mail address such as "help@example.com"',
    longest: 254,
    problemOf: (value) =>
      /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value) &&
      !value.includes('..')
        ? null
        : 'Write one bare address, without a name or mailto:.',
  });
  const phone = readOptionalString(fields.phone, {
    expected: 'a telephone number such as "+49 30 123456"',
    longest: 40,
    problemOf: (value) =>
      /^\+?[0-9(][0-9 ()./-]*(?: ?(?:x|ext\.?) ?\d+)?$/.test(value) && /\d{2}/.test(value)
        ? null
        : 'Use digits, spaces, +, ( ), ., / and - only.',
  });
  const url = fields.url.value === undefined ? null : readUrl(fields.url, false);
  return {
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(url === null ? {} : { url }),
  };
}

/** A URL for people to follow, normalised. */
export function readUrl(given: Given, allowMailto: boolean): string {
  const { value, path, problems } = given;
  const expected = `a URL such as "https://status.example.com"${allowMailto ? ', a mailto: address' : ''} or a path such as "/help"`;
  if (typeof value !== 'string') {
    problems.add(
      path,
      `expected ${expected}, got ${value === undefined ? 'nothing. It is required' : 'no string'}`,
    );
    return '';
  }
  const result = parseSafeUrl(value, { allowMailto });
  if (result.kind === 'refused') {
    problems.add(path, `expected ${expected}. ${result.reason}`);
    return '';
  }
  if (result.insecure)
    problems.warn(path, 'this is plain http: others on the way can change the page behind it. Use https://');
  return result.href;
}
