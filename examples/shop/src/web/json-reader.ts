import { ShopError } from '../domain/shop-error.ts';

/** A JSON object as sent, read member by member; each mistake is answered with the member's name. */
export interface JsonReader {
  has(name: string): boolean;
  text(name: string, maximumLength: number): string;
  integer(name: string, minimum: number, maximum: number): number;
  truth(name: string): boolean;
  object(name: string): JsonReader;
  list(name: string): readonly JsonReader[];
  /** A misspelt member would otherwise be a change silently not made. */
  refuseOthers(known: readonly string[]): void;
}

const MAXIMUM_LIST = 50;

export function createJsonReader(value: unknown, path = ''): JsonReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw expected(path || 'the body', 'an object', value);
  }
  const members = new Map<string, unknown>(Object.entries(value));
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return {
    has: (name) => members.has(name),
    text(name, maximumLength) {
      const text = members.get(name);
      if (typeof text !== 'string' || text.trim() === '' || text.length > maximumLength) {
        throw expected(at(name), `a text of 1 to ${maximumLength} characters`, text);
      }
      return text.trim();
    },
    integer(name, minimum, maximum) {
      const number = members.get(name);
      if (typeof number !== 'number' || !Number.isInteger(number) || number < minimum || number > maximum) {
        throw expected(at(name), `a whole number from ${minimum} to ${maximum}`, number);
      }
      return number;
    },
    truth(name) {
      const truth = members.get(name);
      if (typeof truth !== 'boolean') {
        throw expected(at(name), 'true or false', truth);
      }
      return truth;
    },
    object: (name) => createJsonReader(members.get(name), at(name)),
    list(name) {
      const list = members.get(name);
      if (!Array.isArray(list) || list.length === 0 || list.length > MAXIMUM_LIST) {
        throw expected(at(name), `a list of 1 to ${MAXIMUM_LIST} objects`, list);
      }
      return list.map((item: unknown, index) => createJsonReader(item, `${at(name)}[${index}]`));
    },
    refuseOthers(known) {
      const other = [...members.keys()].find((name) => !known.includes(name));
      if (other !== undefined) {
        throw new ShopError('invalid', `Expected only ${known.join(', ')}, got “${other}”.`);
      }
    },
  };
}

function expected(path: string, what: string, got: unknown): ShopError {
  return new ShopError(
    'invalid',
    `Expected ${path} to be ${what}, got ${JSON.stringify(got)?.slice(0, 60) ?? 'nothing'}.`,
  );
}
