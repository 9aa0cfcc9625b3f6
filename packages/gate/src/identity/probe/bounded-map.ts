/** The newest entries by use: what was not looked at longest goes first when either bound is reached. */
export interface BoundedMap<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

export interface BoundedMapOptions {
  readonly mostEntries: number;
  /** Over all keys together: keys come from clients and may be long. */
  readonly mostKeyCharacters: number;
}

export function createBoundedMap<Value>(options: BoundedMapOptions): BoundedMap<Value> {
  const { mostEntries, mostKeyCharacters } = options;
  // A Map keeps the order of insertion; deleting and setting again moves an entry to the end.
  const entries = new Map<string, Value>();
  let keyCharacters = 0;

  function remove(key: string): void {
    if (entries.delete(key)) keyCharacters -= key.length;
  }

  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      remove(key);
      entries.set(key, value);
      keyCharacters += key.length;
      for (const oldest of entries.keys()) {
        if (entries.size <= mostEntries && keyCharacters <= mostKeyCharacters) break;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
