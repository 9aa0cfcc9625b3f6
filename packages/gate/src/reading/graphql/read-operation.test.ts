import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readOperation } from './read-operation.ts';

const readText = (text: string, operationName: string | null = null) =>
  readOperation(parse(text, { noLocation: true }), operationName);

describe('a read', () => {
  test.each<[string, string | null, string]>([
    ['{a}', null, 'the short form'],
    ['query {a}', null, 'a query without a name'],
    ['query A {a}', null, 'the only operation needs no operationName'],
    ['query A {a}', 'A', 'or has one'],
    ['query A {a}', '', 'and an empty operationName is none'],
    ['{a}', '', 'for an operation without a name, too'],
    ['query A {a} query B {b}', 'B', 'one of two queries'],
    ['mutation B {b} query A {a}', 'A', 'the query, though the mutation comes first'],
    ['query mutation {a}', null, 'a query called mutation'],
    ['query query {a}', 'query', 'a query called query'],
    ['query subscription {mutation}', null, 'and a field called mutation'],
    ['{mutation: a query: b}', null, 'aliases'],
    ['{a(mutation: {mutation: mutation})}', null, 'arguments, members and enum values'],
    ['{a @mutation}', null, 'a directive'],
    ['query A($mutation: mutation = mutation) @mutation {a(x: $mutation)}', null, 'variables and types'],
    ['fragment mutation on mutation {a} {...mutation}', null, 'a fragment first'],
    ['fragment F on X {a} fragment F on X {b} {...F}', null, 'the same fragment twice'],
    ['{...Missing}', null, 'a fragment that does not exist'],
    ['{... @defer(label: "x") {a} b @stream(initialCount: 1)}', null, 'answers in parts'],
    ['{a @skip(if: true) @include(if: false)}', null, 'fields left out'],
    ['{a(x: "mutation {b}")}', null, 'a string'],
    ['{a(x: "\\u006d\\"} mutation {b")}', null, 'escapes in a string'],
    ['{a(x: "\\u{1F600}")}', null, 'an escape with braces'],
    ['{a(x: """} mutation {b} \\""" { """)}', null, 'a block string'],
    ['{a(x: """"mutation"\n""")}', null, 'quotes in a block string'],
    ['#mutation {b}\n{a}', null, 'a comment'],
    ['#mutation {b}\r{a}', null, 'a carriage return ends a comment'],
    ['#mutation {b}\r\n{a}', null, 'so do both'],
    ['#\u2028mutation {b}\u2029mutation {b}\u0085\n{a}', null, 'other line ends do not'],
    ['\ufeff{a}', null, 'a byte order mark'],
    ['\ufeff\ufeffquery\ufeff{a}\ufeff', null, 'and more of them'],
    [',,,query,,,A,{,a,,b,},', 'A', 'commas are blanks'],
    ['query\tA\r\n{\ta\r}', 'A', 'blanks of every kind'],
  ])('%j for %j: %s', (text, operationName) => {
    expect(readText(text, operationName)).toMatchObject({ access: 'read' });
  });
});

describe('a write', () => {
  test.each<[string, string | null, string]>([
    ['mutation {b}', null, 'a mutation'],
    ['mutation query {b}', null, 'a mutation'],
    ['mutation query {query}', 'query', 'a mutation'],
    ['subscription {s}', null, 'a subscription'],
    ['query A {a} mutation B {b}', 'B', 'a mutation'],
    ['query A {a} subscription B {b}', 'B', 'a subscription'],
    ['mutation M @skip(if: true) {b}', null, 'a mutation'],
    ['mutation {b @skip(if: true)}', null, 'a mutation'],
    ['mutation {__typename}', null, 'a mutation'],
    ['fragment F on Q {a} mutation {...F}', null, 'a mutation'],
    ['# query\nmutation {b}', null, 'a mutation'],
    ['#\rmutation {b}', null, 'a mutation'],
    ['#\r\n#{a}\rmutation {b}#{a}', null, 'a mutation'],
    ['\ufeffmutation\ufeff{b}', null, 'a mutation'],
    [',mutation,{,b,}', null, 'a mutation'],
    ['query A {a} query B {b}', null, 'several operations, none selected'],
    ['query A {a} mutation B {b}', null, 'several operations, none selected'],
    ['query A {a} query A {a}', 'A', 'two operations of the same name, or of none'],
    ['query A {a} mutation A {a}', 'A', 'two operations of the same name, or of none'],
    ['query A {a} mutation B {a} query B {b}', 'A', 'two operations of the same name, or of none'],
    ['{a} {b}', null, 'two operations of the same name, or of none'],
    ['{a}mutation{b}', null, 'two operations of the same name, or of none'],
    ['{a} mutation B {b}', 'B', 'an operation without a name beside others'],
    ['mutation {b} query A {a}', 'A', 'an operation without a name beside others'],
    ['query A {a}', 'B', 'an operationName that no operation has'],
    ['query A {a}', 'a', 'an operationName that no operation has'],
    ['query A {a}', '__proto__', 'an operationName that no operation has'],
    ['{a}', 'A', 'an operationName that no operation has'],
    ['mutation {b}', '', 'a mutation'],
    ['query A {a} query B {b}', '', 'an operationName that no operation has'],
    ['{a} mutation B {b}', '', 'an operation without a name beside others'],
    ['query F {a} fragment F on Q {a}', 'G', 'an operationName that no operation has'],
    ['fragment F on Q {a}', null, 'a document without an operation'],
    ['fragment F on Q {a}', 'F', 'a document without an operation'],
    ['type Query {a: Int}', null, 'a document that defines types'],
    ['{a} extend type Query {b: Int}', null, 'a document that defines types'],
    ['schema {query: Q} query A {a}', 'A', 'a document that defines types'],
    ['directive @mutation on FIELD {a}', null, 'a document that defines types'],
  ])('%j for %j: %s', (text, operationName, why) => {
    expect(readText(text, operationName)).toMatchObject({ access: 'write', why });
  });
});
