import { copyOfText } from './copy-of-text.ts';

const slots = 1024;
const longest = 32;
/** Copying a name costs as much as reading ten: a document of names that never come again stays as quick as it was. */
const mostOfDocument = 32;

const names: (string | undefined)[] = new Array(slots).fill(undefined);

/**
 * The names of objects, which one call has in common with the next: a string that was a name before needs no cutting out,
 * hashing and comparing to become one again, which takes a fourth of the time of a call. One for each document.
 */
export class RepeatedNames {
  #left = mostOfDocument;

  /**
   * The name between two indices of a text, which has no escapes there.
   * @param hash of its characters; names that share one push each other out
   */
  read(text: string, start: number, end: number, hash: number): string {
    const length = end - start;
    if (length > longest) return text.slice(start, end);
    const slot = (hash ^ length) & (slots - 1);
    const known = names[slot];
    if (known?.length === length && text.startsWith(known, start)) return known;
    const name = text.slice(start, end);
    if (this.#left > 0) {
      this.#left -= 1;
      names[slot] = copyOfText(name);
    }
    return name;
  }
}
