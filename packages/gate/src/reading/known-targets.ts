import type { Effect, PolicyMatchers } from './policy-matchers.ts';
import type { TargetReading } from './read-target.ts';

/** What a target may mean, and the rules of the policy that each of its meanings hits: the same whoever sends it. */
export class KnownTarget {
  readonly reading: TargetReading;
  readonly #matchers: PolicyMatchers;
  #tightening: readonly (readonly Effect[])[] | undefined;
  #loosening: readonly (readonly Effect[])[] | undefined;

  constructor(reading: TargetReading, matchers: PolicyMatchers) {
    this.reading = reading;
    this.#matchers = matchers;
  }

  /** By folded reading. */
  get tightening(): readonly (readonly Effect[])[] {
    this.#tightening ??= this.reading.folded.map((path) => this.#matchers.tightening.match(path));
    return this.#tightening;
  }

  /** By exact reading. */
  get loosening(): readonly (readonly Effect[])[] {
    const { exact, shortened } = this.reading;
    const { loosening, looseningShortened } = this.#matchers;
    this.#loosening ??= exact.map((path) =>
      (shortened.includes(path) ? looseningShortened : loosening).match(path),
    );
    return this.#loosening;
  }
}

/** Of the same policy. Calls of a web client and files of a page are asked for again and again. */
export interface KnownTargets {
  get(target: string): KnownTarget | undefined;
  /** Nothing where it is one that hardly comes again, or takes up much. */
  add(target: string, known: KnownTarget): void;
}

/** As many are kept twice over: the latest ones, and those before them that somebody asked for again. */
const mostOfGeneration = 256;
const longestTarget = 256;
const mostReadings = 32;
/** With its question mark. Longer ones are seldom the same, and may hold a secret that nobody should keep. */
const longestQuery = 17;

export function createKnownTargets(): KnownTargets {
  let young = new Map<string, KnownTarget>();
  let old = young;

  function put(target: string, known: KnownTarget): void {
    if (young.size === mostOfGeneration) {
      old = young;
      young = new Map();
    }
    young.set(target, known);
  }

  return {
    get(target) {
      const known = young.get(target);
      if (known !== undefined) return known;
      const older = old.get(target);
      if (older !== undefined) put(target, older);
      return older;
    },
    add(target, known) {
      const { exact, folded } = known.reading;
      if (target.length > longestTarget || exact.length + folded.length > mostReadings) return;
      const question = target.indexOf('?');
      if (question === -1 || target.length - question <= longestQuery) put(target, known);
    },
  };
}
