/** Reads one value of unknown origin, or throws a `ShapeError` that names the place. */
export type Shape<T> = (value: unknown, at: string) => T;

/** A value read back is not what was stored; who reads the file turns it into an error with the file's name. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export const text: Shape<string> = (value, at) => {
  if (typeof value === 'string') return value;
  throw mismatch('a text', value, at);
};

export const flag: Shape<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  throw mismatch('true or false', value, at);
};

export const number: Shape<number> = (value, at) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw mismatch('a number', value, at);
};

/** Epochs, sequence numbers, times: whole, and small enough to be exact. */
export const whole: Shape<number> = (value, at) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw mismatch('a whole number', value, at);
};

/** A copy: what a driver hands out may be of a class of its own, or share its memory. */
export const bytes: Shape<Uint8Array> = (value, at) => {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  throw mismatch('bytes', value, at);
};

/** A boolean as SQLite keeps it. */
export const zeroOrOne: Shape<boolean> = (value, at) => {
  if (value === 0 || value === 1) return value === 1;
  throw mismatch('0 or 1', value, at);
};

export function oneOf<const T extends string>(choices: readonly T[]): Shape<T> {
  return (value, at) => {
    for (const choice of choices) if (value === choice) return choice;
    throw mismatch(`one of ${choices.join(', ')}`, value, at);
  };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, at) => (value === null ? null : shape(value, at));
}

/** A key of an object that may be absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, at) => (value === undefined ? undefined : shape(value, at));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw mismatch('a list', value, at);
    return value.map((item, index) => shape(item, `${at}[${index}]`));
  };
}

/** An object whose keys people chose. */
export function dictionary<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  // fromEntries defines keys instead of assigning them: a key named __proto__ stays a key.
  return (value, at) =>
    Object.fromEntries(
      Object.entries(plainObject(value, at)).map(([key, item]) => [key, shape(item, `${at}.${key}`)]),
    );
}

type Fields<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** An object with known keys. Others are dropped: a newer version may have written them. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  return (value, at) => {
    const source = plainObject(value, at);
    // Assigned, not made of entries: a state with 10,000 passes is read in a third of the time. The keys are ours.
    const found: Partial<Record<keyof T, unknown>> = {};
    for (const key of keys) {
      const item = fields[key](Object.hasOwn(source, key) ? source[key] : undefined, `${at}.${key}`);
      if (item !== undefined) found[key] = item;
    }
    return found as T;
  };
}

/** An object with known keys and no others, for what people write by hand: a typo is an error. */
export function exactObject<T extends object>(fields: Fields<T>): Shape<T> {
  const known = object(fields);
  return (value, at) => {
    for (const key of Object.keys(plainObject(value, at))) {
      if (!Object.hasOwn(fields, key)) {
        throw new ShapeError(
          `${at} has the unknown key "${key.slice(0, 40)}"; known are ${Object.keys(fields).join(', ')}`,
        );
      }
    }
    return known(value, at);
  };
}

/** A text that is JSON of the given shape. */
export function json<T>(shape: Shape<T>): Shape<T> {
  return (value, at) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text(value, at));
    } catch (cause) {
      if (cause instanceof ShapeError) throw cause;
      throw new ShapeError(`${at} is not JSON`, { cause });
    }
    return shape(parsed, at);
  };
}

function plainObject(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw mismatch('an object', value, at);
}

function mismatch(expected: string, value: unknown, at: string): ShapeError {
  const came = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : kindOf(value);
  return new ShapeError(`${at} should be ${expected}, found ${came}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : String(value);
}
