import { type Given, readStringList } from './parse-given.ts';

/** Names of headers and parameters by which the app lets a request ask for another method. */
export function readMethodOverrides(given: Given): readonly string[] {
  return (
    readStringList(
      given,
      { of: 'names', most: 20 },
      {
        expected: 'the name of a header or parameter such as "_m" or "X-My-Override"',
        longest: 64,
        problemOf: (name) =>
          /^[\w.$@:!~*-]*[a-z\d][\w.$@:!~*-]*$/i.test(name)
            ? null
            : 'Write the name alone, without brackets, = and values.',
      },
    ) ?? []
  );
}
