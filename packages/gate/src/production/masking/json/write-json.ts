import { ByteList } from '../byte-list.ts';

/** A string of JSON in ASCII, so that no charset matters. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    /[^\0-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function jsonObject(members: readonly (readonly [name: string, value: string])[]): string {
  return `{${members.map(([name, value]) => `${jsonString(name)}: ${value}`).join(', ')}}`;
}

export function asciiBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** In place of the bytes from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Makes edits that do not overlap; all other bytes stay. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const edited = new ByteList();
  let at = 0;
  for (const edit of edits.toSorted((one, other) => one.start - other.start)) {
    edited.add(bytes.subarray(at, edit.start));
    edited.add(edit.bytes);
    at = edit.end;
  }
  edited.add(bytes.subarray(at));
  return edited.take();
}
