/** Names cost ten times as much as what stands between them. */
const mostNames = 50_000;

/** Empty ones have no names, and an object that is kept takes a hundred times its two bytes. */
const mostContainers = 50_000;

/** What JSON has used up of what may be read of it, over all documents that come together. */
export class JsonTally {
  #names = 0;
  #containers = 0;

  /** False when that is one too many. */
  addName(): boolean {
    this.#names += 1;
    return this.#names <= mostNames;
  }

  /** An array or object; false when that is one too many. */
  addContainer(): boolean {
    this.#containers += 1;
    return this.#containers <= mostContainers;
  }
}
