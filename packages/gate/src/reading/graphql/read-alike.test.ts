import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { graphqlPost } from '../../../test/support/graphql-input.ts';
import { isReadAlike } from './read-alike.ts';
import { readGraphql } from './read-graphql.ts';

const access = (query: string, operationName: string | null = null) =>
  readGraphql(graphqlPost({ query, operationName }), { persisted: {} }, parse).access;

const block = '"""';

describe('documents without the keyword of a write are reads for every lexer', () => {
  test.each([
    ['the short form', '{ a }'],
    ['a comment in the middle', '# first\nquery P {\r\n  a # ok\n}'],
    ['comments with line ends of other kinds', '{ a # \u2028 \u2029 \u0085 \r b }\n }'],
    ['block strings of any kind', `{ a(s: ${block}\n# "x" \\${block} \r ""\n${block}) }`],
    ['escapes', '{ a(s: "\\"\\\\\\u0041\\u{1F600}\\/") }'],
    ['a byte order mark', '\ufeffquery { a }'],
    ['letters, emoji and their joiners', '# für \u{1f468}\u200d\u{1f469}\n{ a(s: "\u3000é") }'],
    [
      'what introspection asks for',
      '{ __schema { mutationType { name } subscriptionType { name } } } # \r\n',
    ],
    ['fields that begin alike', `{ mutations mutation_count mutationRate(s: ${block}\n${block}) }`],
  ])('%s', (_, text) => {
    expect(isReadAlike(text)).toBe(true);
  });

  test('and are read', () => {
    expect(access(`# x\u2028\n{ a(s: ${block}\n"quoted"\\${block}\n${block}) }`)).toBe('read');
  });
});

describe('documents that hold it are read when there is one way to take them apart', () => {
  test.each([
    ['two operations', 'query A { a }\n\nmutation B { b }\n'],
    ['comments', '# the mutation is below\r\nquery A { a } # "now\r\nmutation B { b } # für später\u00a0!'],
    ['strings', '{ a(s: "mutation", t: "", u: "# no comment") }'],
    ['a block string of one line', `{ a(s: ${block} mutation { b } ${block}) }`],
    ['a name', '{ mutation subscription: a(mutation: $mutation) }'],
    ['a type', 'fragment F on Mutation { a }\n{ a }'],
  ])('%s', (_, text) => {
    expect(isReadAlike(text)).toBe(true);
  });

  test.each([
    ['U+2028 in a comment', '#\u2028mutation M { b }\n{ a }'],
    ['U+2029 in a comment', '#\u2029mutation M { b }\n{ a }'],
    ['U+2028 in a string', '{ a(s: "\u2028 mutation") }'],
    ['a carriage return alone', '#\r{ a }\n# mutation'],
    ['a carriage return as the end', '{ a } # mutation\r'],
    ['a next line', '{ a } #\u0085mutation'],
    ['a vertical tab', '{ a } #\u000bmutation'],
    ['a form feed', '{ a } #\u000cmutation'],
    ['a NUL', '{ a } #\0mutation'],
    ['DEL', '{ a } #\u007fmutation'],
    ['a C1 control', '{ a } #\u0090mutation'],
    ['a byte order mark', '\ufeff{ a } # mutation'],
    ['an invisible mark', '{ a } # \u200b mutation'],
    ['half a character', '{ a } # \ud800 mutation'],
    ['a noncharacter', '{ a } # \uffff mutation'],
    ['an escape', '{ a(s: "\\"} mutation { b") }'],
    ['an escape with braces', '{ a(s: "\\u{22}} mutation { b") }'],
    ['a block string of two lines', `{ a(s: [${block}\n]) } mutation M { b } # ${block}]) }`],
    ['a quote in a block string', `{ a(s: [${block} "]) } mutation M { b } # ${block}]) }`],
    ['a backslash in a block string', `{ a(s: ${block}x\\${block}${block}) } mutation M { b }`],
    ['a block string and a quote', `{ a(s: [${block}x${block}"y"]) } # mutation`],
    ['an empty block string', `{ a(s: ${block}${block}) } # mutation`],
    ['the word in capitals', '#\u2028MUTATION\n{ a }'],
    ['a subscription', '#\u2028subscription { s }\n{ a }'],
    ['a number before the word', '#\u20281mutation { s }\n{ a }'],
    ['the word behind a letter that is no name', '#\u2028émutation { s }\n{ a }'],
    ['the word before one', '{ a } #\rmutationé'],
    ['a word with a NUL in it', '#\r{ a }\n# muta\0tion'],
    ['a word with a byte order mark in it', '#\r{ a }\n# muta\ufefftion'],
  ])('not with %s', (_, text) => {
    expect(isReadAlike(text)).toBe(false);
  });
});

describe('what other lexers run', () => {
  test.each([
    ['graphql-java', `#\u2028mutation Q { pay(note: ${block}\nquery Q { a }\n#\u2028${block}) }`],
    ['graphql-ruby, by a comment', `#\rquery Q { a(s: ${block}\nmutation Q { pay } #\r${block}) }`],
    [
      'graphql-ruby, by a block string',
      `fragment F on M { pay(n: ${block}x\\${block}"") } mutation M { ...F } # ${block}) } query Q { a }`,
    ],
    [
      'graph-gophers, by a quote',
      `fragment F on M { pay(n: [${block} "]) } mutation M { ...F } # ${block}]) } query Q { a }`,
    ],
    [
      'graph-gophers, by the end of a line',
      `fragment F on M { pay(n: [${block}\n]) } mutation M { ...F } # ${block}]) } query Q { a }`,
    ],
  ])('%s: a write', (_, text) => {
    expect(parse(text).definitions.length).toBeGreaterThan(0);
    expect(access(text)).toBe('write');
  });

  test('it is said why, and of which operation', () => {
    const input = graphqlPost({ query: 'query Q { a } # mutation\r' });
    expect(readGraphql(input, { persisted: {} }, parse)).toEqual({
      access: 'write',
      names: ['Q'],
      why: 'a document that servers take apart differently',
    });
  });
});
