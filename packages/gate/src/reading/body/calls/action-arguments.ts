/** Of all arguments together. Longer ones of a read come from nobody; all that a megabyte may hold would take 60 ms. */
const mostLooked = 300_000;

/** A text that starts with `$`, as React marks what is more than a text. It writes a plain `$` twice. */
const marked = /"(?:\$|\\u0024)(?!\$)/;

/**
 * Whether arguments of a server action, as React's `encodeReply` writes them, carry another action (`$F1` until React
 * 19.0, `$h1` since), or reach for what makes one run when they are awaited (CVE-2025-55182): a reference through a
 * prototype, or as the `then` of an object. What is no JSON is a plain field of a form.
 */
export function carriesAction(texts: readonly string[]): boolean {
  const looked = texts.filter((text) => marked.test(text));
  return looked.reduce((sum, { length }) => sum + length, 0) > mostLooked || looked.some(reaches);
}

function reaches(text: string): boolean {
  if (hasEscapedName(text)) return true;
  const waiting: unknown[] = [];
  try {
    // The parser of the server itself: whatever it takes is looked at, and what it refuses runs nothing.
    waiting.push(JSON.parse(text));
  } catch {
    return false;
  }
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string' && isReach(value)) return true;
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'then' && typeof inner === 'string' && /^\$(?!\$)/.test(inner)) return true;
      waiting.push(inner);
    }
  }
  return false;
}

/**
 * React writes none but for names that hold quotation marks or backslashes, and JSON.parse may take one for another
 * (`strict-json.ts`).
 */
function hasEscapedName(text: string): boolean {
  const namesOne = /\s*:/y;
  for (const { 0: string, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/gs)) {
    if (!string.includes('\\')) continue;
    namesOne.lastIndex = index + string.length;
    if (namesOne.test(text)) return true;
  }
  return false;
}

function isReach(text: string): boolean {
  if (/^\$[Fh]/.test(text)) return true;
  return /^\$(?!\$)/.test(text) && /:(?:__proto__|constructor|prototype|then)(?::|$)/.test(text);
}
