const references: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

/**
 * What a reader sees of HTML, so that a trace is found in it: a line for each break, tags away, references resolved. Comments
 * stay: debug pages repeat their trace there. What was typed into a form comes back with it when it is refused, and is away. What
 * scripts are given stays, in scripts and in attributes (Inertia, Livewire).
 */
export function textOfPage(markup: string): string {
  const text = resolveReferences(
    markup
      .replace(/<script\b[^<>]{0,2000}>[^<]{0,500000}/gi, withoutAddresses)
      .replace(
        /<textarea\b(?![^<>]{0,1000}\b(?:readonly|disabled)\b)[^<>]{0,1000}>[^<]{0,100000}<\/textarea/gi,
        '\n',
      )
      .replace(/<(?:br|\/?(?:p|div|li|tr|pre|h[1-6]))\b[^<>]{0,1000}>/gi, '\n')
      .replace(/<\/?[a-z][^<>]{0,2000}>/gi, ''),
  );
  const given = Array.from(markup.matchAll(dataAttribute), ([, double, single]) =>
    withoutAddresses(resolveReferences(double ?? single ?? '')),
  );
  return [text, ...given].join('\n');
}

const dataAttribute = /=(?:"([{[][^"]{1,500000})"|'([{[][^']{1,500000})')/g;

/**
 * A script under `/app` or `/home` loads its parts from there. A text that is nothing but a path is an address; in a message
 * paths stand in single quotes, behind a word.
 */
function withoutAddresses(script: string): string {
  return script.replace(/(\\{0,3}"|(?<=[([,=]|\bfrom ?|\bimport ?)')\/[\w./~@%+$()[\]-]{1,200}\1/g, '""');
}

export function resolveReferences(markup: string): string {
  if (!markup.includes('&')) return markup;
  return markup.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi,
    (whole, decimal?: string, hexadecimal?: string, name?: string) => {
      if (name !== undefined) return references[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return code > 0x10ffff ? whole : String.fromCodePoint(code);
    },
  );
}

/** Texts inside something that writes them with backslashes, such as JSON that nobody says is JSON. */
export function textOfSource(source: string): string {
  return source.includes('\\')
    ? source.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\"', '"')
    : source;
}
