import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const text = readFileSync(join(import.meta.dirname, '../../../docs/scale.md'), 'utf8');

/** What stands below one heading of docs/scale.md, to the next one of any level. */
function sectionOf(heading: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex(
    (line) => /^##+ /.test(line) && line.replace(/^#+ (?:\d\. )?/, '') === heading,
  );
  if (first < 0) throw new Error(`Expected a heading ${heading} in docs/scale.md`);
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => /^##+ /.test(line));
  return rest.slice(0, end < 0 ? rest.length : end).join('\n');
}

/** The blocks of code below it, in their order. */
export function blocksOf(heading: string): readonly string[] {
  return [...sectionOf(heading).matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
}

/** What stands there in a line as code and begins so. */
export function codeIn(heading: string, beginning: string): string {
  const found = [...sectionOf(heading).matchAll(/`([^`\n]+)`/g)].find(([, code = '']) =>
    code.startsWith(beginning),
  );
  if (found?.[1] === undefined)
    throw new Error(`Expected \`${beginning}…\` below ${heading} in docs/scale.md`);
  return found[1];
}
