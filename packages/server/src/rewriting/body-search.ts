import { SAXParser, type SaxToken } from 'parse5-sax-parser';

/** How far the search for the start of the page's body is. Offsets count the document's bytes from its start. */
export type BodySearchState =
  /** The place is not before `settled`: those bytes need not wait. */
  | { readonly kind: 'searching'; readonly settled: number }
  | { readonly kind: 'found'; readonly offset: number }
  /** Nothing can be inserted: frames, or an encoding that is not ASCII-compatible. */
  | { readonly kind: 'none' };

export interface BodySearch {
  /** Reads on; `text` is latin1, so that one character is one byte in every ASCII-compatible encoding. */
  read(text: string): BodySearchState;
  /** Says that the document is over. */
  finish(): BodySearchState;
}

/** Start tags that leave the parser before the body (HTML standard, 13.2.6.4.3 to 13.2.6.4.6). */
const emptyHeadElements: ReadonlySet<string> = new Set([
  'html',
  'head',
  'base',
  'basefont',
  'bgsound',
  'link',
  'meta',
]);
/** The same, with content that is text up to the end tag. */
const textHeadElements: ReadonlySet<string> = new Set(['title', 'style', 'script', 'noframes', 'noscript']);
/** End tags that open a body which has not been opened. */
const bodyEndTags: ReadonlySet<string> = new Set(['body', 'html', 'br']);

const utf8Mark = '\xef\xbb\xbf';
const utf16Marks = ['\xfe\xff', '\xff\xfe'];

/**
 * Finds the byte after the real `<body …>` tag, or where a browser would open the body by itself: before the first
 * thing that is content. Tokens come from parse5; the few rules of the standard's insertion modes that matter
 * before the body are here.
 */
export function createBodySearch(): BodySearch {
  const parser = new SAXParser({ sourceCodeLocationInfo: true });
  let state: BodySearchState = { kind: 'searching', settled: 0 };
  /** What was read and is not settled; its first byte is at offset `settled`. */
  let unsettled = '';
  let settled = 0;
  /** Offset at which the parser's own count starts: after a byte order mark. */
  let base: number | null = null;
  /** Inside something that cannot contain the place: a text element's name, or `!` for a comment or doctype. */
  let inside: string | null = null;
  /** What is unsettled is a tag that has not ended: nothing to judge before it does, however small the chunks. */
  let inTag = false;
  let templateDepth = 0;
  let headEnded = false;
  let sawMarkup = false;
  /** ISO-2022-JP, declared in the page or guessed by the browser, starts with an escape. Behind it `<` is no `<`. */
  let escapeAt = Number.POSITIVE_INFINITY;

  parser.on('doctype', (token) => onMarkup(token, leaveComment));
  parser.on('comment', (token) => onMarkup(token, leaveComment));
  parser.on('startTag', (token) => onMarkup(token, (start, end) => onStartTag(token.tagName, start, end)));
  parser.on('endTag', (token) => onMarkup(token, (start) => onEndTag(token.tagName, start)));

  function onMarkup(token: SaxToken, judge: (start: number, end: number) => void): void {
    const location = token.sourceCodeLocation;
    if (state.kind !== 'searching' || base === null || location === undefined || location === null) return;
    const start = base + location.startOffset;
    const end = base + location.endOffset;
    sawMarkup = true;
    inTag = false;
    if (isOutside()) {
      const content = settled + blankLength(unsettled);
      if (content < start) {
        found(content);
        return;
      }
    }
    judge(start, end);
    if (state.kind === 'searching') settle(end);
  }

  function leaveComment(): void {
    inside = null;
  }

  function onStartTag(name: string, start: number, end: number): void {
    if (name === 'template') templateDepth += 1;
    else if (templateDepth > 0 || emptyHeadElements.has(name)) return;
    else if (name === 'body') found(end);
    else if (name === 'frameset') conclude({ kind: 'none' });
    // After </head>, <noscript> is content.
    else if (textHeadElements.has(name) && !(headEnded && name === 'noscript')) inside = name;
    else found(start);
  }

  function onEndTag(name: string, start: number): void {
    if (inside !== null) {
      if (name === inside) inside = null;
    } else if (templateDepth > 0) {
      if (name === 'template') templateDepth -= 1;
    } else if (name === 'head') headEnded = true;
    else if (bodyEndTags.has(name)) found(start);
  }

  function isOutside(): boolean {
    return inside === null && templateDepth === 0;
  }

  function settle(offset: number): void {
    if (offset <= settled) return;
    unsettled = unsettled.slice(offset - settled);
    settled = offset;
  }

  function found(offset: number): void {
    conclude(offset > escapeAt ? { kind: 'none' } : { kind: 'found', offset });
  }

  function conclude(end: BodySearchState): void {
    state = end;
    unsettled = '';
    parser.stop();
  }

  /** Judges what is left after the last whole token: blanks, the start of a text, or a token that has not ended. */
  function judgeRest(): void {
    if (inTag) return;
    if (!isOutside()) {
      settle(settled + unsettled.length);
      return;
    }
    settle(settled + blankLength(unsettled));
    if (unfinishedTag.test(unsettled)) {
      inTag = true;
    } else if (unfinishedComment.test(unsettled)) {
      inside = '!';
      settle(settled + unsettled.length);
    } else if (unsettled !== '' && unsettled !== '<' && unsettled !== '</') {
      found(settled);
    }
  }

  function feed(text: string): void {
    // Called straight: through write() each chunk would also be copied into a null stream, and judged a tick later.
    parser._transform(text, 'latin1', ignore);
    if (state.kind !== 'searching') return;
    judgeRest();
    if (state.kind === 'searching') state = { kind: 'searching', settled };
  }

  /** Skips a byte order mark; false while it cannot be told whether there is one. */
  function opened(): boolean {
    if (utf16Marks.some((mark) => unsettled.startsWith(mark))) {
      conclude({ kind: 'none' });
      return false;
    }
    const marks = [utf8Mark, ...utf16Marks];
    if (marks.some((mark) => mark.length > unsettled.length && mark.startsWith(unsettled))) return false;
    base = unsettled.startsWith(utf8Mark) ? utf8Mark.length : 0;
    settle(base);
    return true;
  }

  return {
    read(text) {
      if (state.kind !== 'searching' || text === '') return state;
      if (escapeAt === Number.POSITIVE_INFINITY) {
        const index = text.indexOf('\x1b');
        if (index !== -1) escapeAt = settled + unsettled.length + index;
      }
      unsettled += text;
      if (base !== null) feed(text);
      else if (opened()) feed(unsettled);
      return state;
    },
    finish() {
      if (state.kind !== 'searching') return state;
      // A tag that never ended is dropped by browsers, so it stays last; an unclosed comment would hide the notice.
      // A page of nothing but `<` shows it.
      const shows = sawMarkup || (base !== null && unsettled !== '' && !inTag);
      if (isOutside() && shows) found(settled);
      else conclude({ kind: 'none' });
      return state;
    },
  };
}

const unfinishedTag = /^<\/?[a-z]/i;
/** A doctype too, and what browsers take for a comment, such as `<?xml` and `</ `. */
const unfinishedComment = /^<(?:[!?]|\/[^a-z>])/i;

function ignore(): void {}

/** Length of the part at the start that puts nothing on the page: white space, and `</>`, which browsers drop. */
function blankLength(text: string): number {
  return /^(?:[\t\n\f\r ]|<\/>)*/.exec(text)?.[0].length ?? 0;
}
