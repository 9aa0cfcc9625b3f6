/** What a document of XML is: an answer of XML-RPC that is a fault, anything else, or not known yet. */
export type XmlOpening = 'fault' | 'other' | 'unfinished';

/** What stands before an answer's content is longer in no implementation. */
const longest = 4_096;

/** Declarations and comments may stand before and between. A document type is none of XML-RPC. */
const skipped = /^(?:\s+|<\?[^>]{0,200}\?>|<!--(?:[^-]|-[^-]){0,1000}-->)/;

/** Apache's declares the namespace of its extensions there, whether or not it uses any. */
const answer = /^<methodResponse(?:\s[^<>]{0,1000})?>/;

export function openingOf(bytes: Uint8Array): XmlOpening {
  let rest = new TextDecoder('latin1').decode(bytes.subarray(0, longest)).replace(/^ï»¿/, '');
  const isWhole = bytes.length >= longest;
  for (const tag of [answer, /^<fault[\s>]/]) {
    for (let blank = skipped.exec(rest); blank !== null; blank = skipped.exec(rest))
      rest = rest.slice(blank[0].length);
    const match = tag.exec(rest);
    if (match === null) return !isWhole && mayContinue(rest) ? 'unfinished' : 'other';
    rest = rest.slice(match[0].length);
  }
  return 'fault';
}

/** Something that has not ended: a tag, a comment, or nothing yet. */
function mayContinue(rest: string): boolean {
  return (
    rest === '' ||
    (rest.startsWith('<') && (rest.startsWith('<!--') ? !rest.includes('-->') : !rest.includes('>')))
  );
}
