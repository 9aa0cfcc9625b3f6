import type { PageMarker } from './page-markers.ts';

export interface FoundMarker {
  readonly marker: PageMarker;
  readonly index: number;
}

export interface MarkerSearch {
  /** The first marker from there on; null also while one that starts before it may still come. */
  find(text: string, from: number, isWhole: boolean): FoundMarker | null;
  /** How many characters at the end may be the start of a marker. */
  unfinished(text: string): number;
}

export function createMarkerSearch(unsorted: readonly PageMarker[]): MarkerSearch {
  // Of two that start alike the shorter is found, whether or not the rest of the longer has come yet.
  const markers = unsorted.toSorted((one, other) => one.text.length - other.text.length);
  // All at once: one after another took each page as many times as there are markers.
  const any = new RegExp(
    markers.map(({ text }) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  const longest = Math.max(...markers.map(({ text }) => text.length));

  const starts = new Set(
    markers.flatMap(({ text }) => Array.from(text, (_, length) => text.slice(0, length))),
  );

  function unfinished(text: string): number {
    for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
      if (starts.has(text.slice(-length))) return length;
    }
    return 0;
  }

  return {
    find(text, from, isWhole) {
      any.lastIndex = from;
      const match = any.exec(text);
      const marker = match && markers.find(({ text: start }) => start === match[0]);
      if (!match || !marker) return null;
      return isWhole || match.index <= text.length - unfinished(text) ? { marker, index: match.index } : null;
    },
    unfinished,
  };
}
