/** What was asked for is not done here, because another process conducts what stops and goes on: ask that one, or try again. */
export class ConductedElsewhere extends Error {
  override readonly name = 'ConductedElsewhere';

  /** @param who What became of it instead: a part of a sentence and what to do. */
  constructor(who: string) {
    super(`Expected to carry this out here, but ${who}`);
  }
}
