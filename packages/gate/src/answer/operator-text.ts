/**
 * Text that an operator entered, made fit to be shown: line breaks become `\n`, tabs become spaces, and
 * control characters and lone surrogates go. What is left is still plain text: escape it where it is shown.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]/gu, '')
    .trim();
}

/** On one line, for titles, labels and attributes. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ');
}

/** Blank lines part paragraphs; the lines inside one stay lines. */
export function paragraphsOf(text: string): readonly (readonly string[])[] {
  return cleanText(text)
    .split(/\n\s*\n/)
    .map((paragraph) => linesOf(paragraph))
    .filter((lines) => lines.length > 0);
}

/** One item per line, without list signs that people put in front. */
export function linesOf(text: string): readonly string[] {
  return cleanText(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** At most so many characters, cut between words where there are any. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const cut = characters.slice(0, most - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > cut.length / 2 ? cut.slice(0, space) : cut}…`;
}
