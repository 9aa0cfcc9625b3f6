import { type BodySearch, type BodySearchState, createBodySearch } from './body-search.ts';
import type { BodyStage } from './body-stages.ts';

/** Every real page opens its body long before; what has not by here goes through as it is. */
const maxSearchBytes = 262_144;

/**
 * Passes a document on and puts `insertion` at the start of its body. All other bytes stay as they are and in
 * order; only those of an unfinished tag that might open the body wait for the next chunk.
 */
export function createSplice(insertion: Buffer, search: BodySearch = createBodySearch()): BodyStage {
  let searching = true;
  let readBytes = 0;
  /** Read but not passed on. A list, because joining it at each chunk would cost the square of a long tag. */
  let held: Buffer[] = [];
  let passedBytes = 0;

  function pass(state: BodySearchState, chunk: Buffer): Buffer {
    if (state.kind === 'searching') {
      const free = state.settled - passedBytes;
      if (free === 0) return empty;
      const all = takeHeld();
      if (free < all.length) held.push(all.subarray(free));
      passedBytes += free;
      return all.subarray(0, free);
    }
    searching = false;
    const all = Buffer.concat([takeHeld(), chunk]);
    if (state.kind === 'none') return all;
    const place = state.offset - passedBytes;
    return Buffer.concat([all.subarray(0, place), insertion, all.subarray(place)]);
  }

  function takeHeld(): Buffer {
    const [only] = held;
    const all = only !== undefined && held.length === 1 ? only : Buffer.concat(held);
    held = [];
    return all;
  }

  function read(chunk: Buffer): Buffer {
    const searched = chunk.subarray(0, maxSearchBytes - readBytes);
    readBytes += searched.length;
    held.push(searched);
    const state = attempt(() => search.read(searched.toString('latin1')));
    const capped = state.kind === 'searching' && readBytes === maxSearchBytes;
    return pass(capped ? { kind: 'none' } : state, chunk.subarray(searched.length));
  }

  return {
    write: (chunk) => (searching ? read(chunk) : chunk),
    end: () => (searching ? pass(attempt(search.finish), empty) : empty),
  };
}

/** A page that the parser stumbles over goes through without the notice: it must not cost the page. */
function attempt(step: () => BodySearchState): BodySearchState {
  try {
    return step();
  } catch {
    return { kind: 'none' };
  }
}

const empty = Buffer.alloc(0);
