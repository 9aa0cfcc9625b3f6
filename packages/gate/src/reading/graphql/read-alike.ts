/**
 * Whether every server takes a document that graphql-js has read for a read or not, however it finds tokens.
 *
 * Lexers differ: a comment ends at U+2028 for graphql-java and does not end at a carriage return for graphql-ruby,
 * whose block strings end elsewhere, too; graph-gophers knows none. But no server runs a mutation whose keyword
 * does not stand in the text: a document without it is a read for all of them. One that holds it, anywhere, must
 * be written so plainly that there is one way to take it apart.
 */
export function isReadAlike(text: string): boolean {
  return !holdsKeyword(text) || isPlain(text);
}

/** In any case, and before any sign; `mutationType`, which introspection asks for, is another word for everybody. */
const keyword = /(?:mutation|subscription)(?!\w)/i;

const unusual = /[^\t\n\r\x20-\x7e]/;

function holdsKeyword(text: string): boolean {
  if (keyword.test(text)) return true;
  // Marks and controls that a server cuts out before it reads may stand within the word.
  return unusual.test(text) && keyword.test(text.replace(/[^\t\n\r\x20-\x7e]+/g, ''));
}

/** A carriage return alone, other line ends, controls, marks that nobody sees, and halves of characters. */
const doubtful = /\r(?!\n)|[^\t\n\r\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]/u;

/**
 * Comments, strings of one line that hold no quote and no escape (where they end is what lexers differ in most),
 * and what is between them. A block string like that is one string for those that know none, too.
 */
const plainPiece = /#[^\n]*|"""[^"\\\n]+"""(?!")|""(?!")|"[^"\\\n]+"|[^#"]+/y;

function isPlain(text: string): boolean {
  if (doubtful.test(text)) return false;
  for (plainPiece.lastIndex = 0; plainPiece.lastIndex < text.length; ) {
    if (!plainPiece.test(text)) return false;
  }
  return true;
}
