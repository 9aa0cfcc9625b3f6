/**
 * A pure function that remembers its last results, because Intl is slow and readers repeat themselves: the same
 * few languages, and the same two moments, in every answer of a window. Forgets all when it is full, so that
 * made-up header values cost time but no memory.
 */
export function remembered<Key extends string | number, Value>(
  compute: (key: Key) => Value,
  most = 200,
): (key: Key) => Value {
  const results = new Map<Key, Value>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    if (results.size >= most) results.clear();
    results.set(key, value);
    return value;
  };
}
