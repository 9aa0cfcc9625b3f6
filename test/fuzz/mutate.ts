/** What a fuzzer starts from and what it puts in; one character is one byte. */
export interface Material {
  /** Valid inputs. */
  readonly seeds: readonly string[];
  /** Signs and words that mean something to the parser. */
  readonly tokens: readonly string[];
}

type Random = (below: number) => number;
type Mutation = (text: string, random: Random, material: Material) => string;

const mutations: readonly Mutation[] = [
  // a byte that is another
  (text, random) => splice(text, random(text.length + 1), 1, String.fromCharCode(random(256))),
  // a bit
  (text, random) => {
    const at = random(text.length);
    const code = text.charCodeAt(at);
    return Number.isNaN(code) ? text : splice(text, at, 1, String.fromCharCode(code ^ (1 << random(8))));
  },
  // something added, removed, doubled, moved
  (text, random) => splice(text, random(text.length + 1), 0, String.fromCharCode(random(256))),
  (text, random) => splice(text, random(text.length + 1), 1 + random(8), ''),
  (text, random) => {
    const at = random(text.length + 1);
    const piece = text.slice(at, at + 1 + random(16));
    return splice(text, random(text.length + 1), 0, piece.repeat(1 + random(4)));
  },
  (text, random) => {
    const at = random(text.length + 1);
    const piece = text.slice(at, at + 1 + random(16));
    return splice(splice(text, at, piece.length, ''), random(text.length + 1), 0, piece);
  },
  // a word of the language
  (text, random, { tokens }) => splice(text, random(text.length + 1), 0, tokens[random(tokens.length)] ?? ''),
  (text, random, { tokens }) =>
    splice(text, random(text.length + 1), 1 + random(6), tokens[random(tokens.length)] ?? ''),
  // half of another
  (text, random, { seeds }) => {
    const other = seeds[random(seeds.length)] ?? '';
    return text.slice(0, random(text.length + 1)) + other.slice(random(other.length + 1));
  },
  // the end missing
  (text, random) => text.slice(0, random(text.length + 1)),
  // a letter in the other case
  (text, random) => {
    const at = random(text.length);
    const letter = text.charAt(at);
    return splice(text, at, 1, letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase());
  },
];

const longest = 16_384;

/** A valid input after a few mutations; now and then noise, and now and then very much of it. */
export function mutated(random: Random, material: Material): string {
  if (random(50) === 0) {
    return Array.from({ length: random(64) }, () => String.fromCharCode(random(256))).join('');
  }
  let text = material.seeds[random(material.seeds.length)] ?? '';
  for (let left = 1 + random(6); left > 0; left -= 1) {
    text = mutations[random(mutations.length)]?.(text, random, material) ?? text;
  }
  if (random(500) === 0) text = text.repeat(1 + random(200));
  return text.slice(0, longest);
}

function splice(text: string, at: number, removed: number, added: string): string {
  return text.slice(0, at) + added + text.slice(at + removed);
}
