/**
 * What one target may cost, everything within it counted: routes in its query, what it makes the application ask itself
 * for, and every spelling of each. Whoever crafts a target decides how these multiply, and every reading is compared
 * with globs.
 */
export interface ReadingBudget {
  /** False once there is nothing left: then the target is no client's. */
  spend(readings: number, charactersOfEach: number): boolean;
  /** The same for text that is taken apart into parameters. */
  spendOnQuery(query: string): boolean;
}

/** Some 20 ms on a slow core; the longest paths of real clients take a tenth. */
const mostCharacters = 1_500_000;

/** What a reading costs besides its characters: a place in a list, a look at the globs. */
const perReading = 100;

/** A parameter's name is decoded and folded, whatever it is: measured at some twenty times a character of a reading. */
const perCharacterOfQuery = 20;

export function createReadingBudget(): ReadingBudget {
  return new Budget();
}

/** A class, because one is made for each request. */
class Budget implements ReadingBudget {
  #left = mostCharacters;

  spend(readings: number, charactersOfEach: number): boolean {
    this.#left -= readings * (charactersOfEach + perReading);
    return this.#left >= 0;
  }

  spendOnQuery(query: string): boolean {
    return this.spend(1, query.length * perCharacterOfQuery);
  }
}

export const tooManySpellings = 'a path of more spellings than any client sends';
