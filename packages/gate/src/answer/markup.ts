import { parseSafeUrl } from '../model/safe-url.ts';
import { type Html, html, joinHtml } from './html.ts';
import { cleanText } from './operator-text.ts';
import { remembered } from './remembered.ts';

/** A paragraph or a list. Its lines stay lines. */
interface MarkupBlock {
  readonly kind: 'paragraph' | 'list';
  readonly lines: readonly (readonly MarkupPart[])[];
}

type MarkupPart =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly parts: readonly MarkupPart[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/**
 * The few signs of Markdown that people type without thinking: blank lines part paragraphs, lines that begin with
 * `- ` or `* ` are a list, `**strong**`, `*emphasis*`, `[text](address)` where `parseSafeUrl` takes the address.
 * Whatever else there is, HTML and images included, stays the text that it is. Never fails.
 */
function parseMarkup(text: string): readonly MarkupBlock[] {
  return parsed(text);
}

/** Notices are few and are told to everybody. */
const parsed = remembered((text: string): readonly MarkupBlock[] => {
  const blocks: { kind: MarkupBlock['kind']; lines: (readonly MarkupPart[])[] }[] = [];
  let isOpen = false;
  for (const line of cleanText(text).split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') {
      isOpen = false;
      continue;
    }
    const item = /^[-*] +(.*)$/.exec(trimmed)?.[1];
    const kind = item === undefined ? 'paragraph' : 'list';
    const last = blocks.at(-1);
    const written = parseLine(item ?? trimmed);
    if (isOpen && last?.kind === kind) last.lines.push(written);
    else blocks.push({ kind, lines: [written] });
    isOpen = true;
  }
  return blocks;
}, 50);

/**
 * Signs count beside words only, so that `2 * 3 * 4` and `a*b*c` stay. Every part excludes the sign that ends it and
 * is bounded, so that no text takes long.
 */
const marked =
  /(?<!!)\[(?<text>[^[\]]{1,200})\]\((?<address>[^()\s]{1,2048})\)|\*\*(?<strong>[^\s*](?:[^*]{0,998}[^\s*])?)\*\*|(?<![\p{L}\p{N}*])\*(?<emphasis>[^\s*](?:[^*]{0,998}[^\s*])?)\*(?![\p{L}\p{N}*])/gu;

function parseLine(line: string): readonly MarkupPart[] {
  const parts: MarkupPart[] = [];
  let words = '';
  let from = 0;
  const add = (part: MarkupPart): void => {
    if (words !== '') parts.push({ kind: 'words', text: words });
    words = '';
    parts.push(part);
  };
  for (const match of line.matchAll(marked)) {
    words += line.slice(from, match.index);
    from = match.index + match[0].length;
    const { text, address, strong, emphasis } = match.groups ?? {};
    if (strong !== undefined) add({ kind: 'strong', parts: parseLine(strong) });
    else if (emphasis !== undefined) add({ kind: 'emphasis', parts: parseLine(emphasis) });
    else {
      const url = parseSafeUrl(address ?? '', { allowMailto: true });
      if (url.kind === 'refused') words += match[0];
      else add({ kind: 'link', text: text ?? '', href: url.href });
    }
  }
  words += line.slice(from);
  if (words !== '') parts.push({ kind: 'words', text: words });
  return parts;
}

/** `wrap` gives every line its direction and language. */
export function markupHtml(text: string, wrap: (line: Html) => Html): Html {
  return joinHtml(
    parseMarkup(text).map(({ kind, lines }) => {
      const written = lines.map((line) => wrap(partsHtml(line)));
      return kind === 'list'
        ? html`<ul>${written.map((line) => html`<li>${line}</li>`)}</ul>`
        : html`<p>${joinHtml(written, html`<br>`)}</p>`;
    }),
  );
}

function partsHtml(parts: readonly MarkupPart[]): Html {
  return joinHtml(parts.map(partHtml));
}

function partHtml(part: MarkupPart): Html {
  switch (part.kind) {
    case 'words':
      return html`${part.text}`;
    case 'strong':
      return html`<strong>${partsHtml(part.parts)}</strong>`;
    case 'emphasis':
      return html`<em>${partsHtml(part.parts)}</em>`;
    case 'link':
      return html`<a href="${part.href}" rel="noopener noreferrer">${part.text}</a>`;
  }
}

/** The same without signs, and with addresses written out. */
export function markupText(text: string): string {
  return parseMarkup(text)
    .map(({ kind, lines }) =>
      lines.map((line) => `${kind === 'list' ? '- ' : ''}${partsText(line)}`).join('\n'),
    )
    .join('\n\n');
}

function partsText(parts: readonly MarkupPart[]): string {
  return parts.map(partText).join('');
}

function partText(part: MarkupPart): string {
  switch (part.kind) {
    case 'words':
      return part.text;
    case 'strong':
    case 'emphasis':
      return partsText(part.parts);
    case 'link': {
      const address = part.href.replace(/^mailto:/, '');
      return part.text === address || part.text === part.href ? part.text : `${part.text} (${address})`;
    }
  }
}
