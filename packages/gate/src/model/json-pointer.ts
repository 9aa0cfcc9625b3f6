/**
 * The reference tokens of a JSON pointer (RFC 6901); null when it is none. Tokens that name what every
 * object inherits are refused, so that a look-up never leaves the document.
 */
export function parseJsonPointer(text: string): readonly string[] | null {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return null;
  const tokens = text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  return tokens.some((token) => token in Object.prototype) ? null : tokens;
}

/** The value of a JSON document that a pointer leads to, by own properties only; undefined when there is none. */
export function resolveJsonPointer(document: unknown, tokens: readonly string[]): unknown {
  let value = document;
  for (const token of tokens) {
    if (!isContainer(value) || !Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(token)) return undefined;
    value = value[token];
  }
  return value;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
