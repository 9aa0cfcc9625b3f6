/** What stands behind the `?` of an address, read one by one: somebody may have typed it. */
export type Search = Readonly<Record<string, unknown>>;

/** Numbers and such become text again: `?search=42` was meant so. Absent when empty. */
export function textIn(search: Search, name: string, longest = 256): string | undefined {
  const value = search[name];
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  return text === '' ? undefined : text.slice(0, longest);
}

/** One of the values that there are; absent for all others. */
export function oneOf<Value extends string>(
  search: Search,
  name: string,
  values: readonly Value[],
): Value | undefined {
  return values.find((value) => value === search[name]);
}

/** A whole number from 1; absent otherwise. */
export function countIn(search: Search, name: string): number | undefined {
  const value = Number(search[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
