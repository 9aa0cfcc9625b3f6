/** The word for a name that came from elsewhere; the name itself where there is none, whatever it is called. */
export function wordFor(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
