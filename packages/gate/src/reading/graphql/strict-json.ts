/** As deep as variables may nest; whatever walks the value afterwards may recurse. */
const deepest = 200;

const prototypeNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const afterName = /[ \t\n\r]*:/y;

/**
 * JSON that every parser reads alike: UTF-8, no member twice, none that names a prototype. The platform's own
 * parser judges the grammar; a second walk over what is then known to be JSON finds the names.
 */
export function parseStrictJson(bytes: Uint8Array): { value: unknown } | { problem: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { problem: 'text that is not UTF-8' };
  }
  try {
    const value: unknown = JSON.parse(text);
    const problem = problemOfNames(text);
    return problem === null ? { value } : { problem };
  } catch {
    return { problem: 'text that is not JSON' };
  }
}

function problemOfNames(text: string): string | null {
  /** The names of each object we are in; null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{' || character === '[') {
      if (open.push(character === '{' ? new Set() : null) > deepest) return 'JSON that is nested too deeply';
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      afterName.lastIndex = end;
      if (afterName.test(text)) {
        const name = String(JSON.parse(text.slice(at, end)));
        if (prototypeNames.has(name)) return 'a member that names a prototype';
        const names = open.at(-1);
        if (names?.has(name)) return 'a member that comes twice';
        names?.add(name);
      }
      at = end - 1;
    }
  }
  return null;
}

/** Behind the closing quote. By hand: a regular expression keeps a note for each character of a long string. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
