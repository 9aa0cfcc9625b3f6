import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { bytesOf, callWith } from '../../../test/support/body-fixtures.ts';
import { sha256Hex } from '../../model/sha256.ts';
import { readGraphql } from '../graphql/read-graphql.ts';
import { knownOverrideNames } from '../override-names.ts';
import type { CallInput, CallReading } from './calls/call-reading.ts';
import { readJsonRpc } from './calls/json-rpc.ts';
import { readNextAction } from './calls/next-action.ts';
import { readXmlRpc } from './calls/xml-rpc.ts';
import { overridesInJsonLines } from './json-overrides.ts';

/** Four times what is promised of one request on an idle machine; without the limits it is two to ten times this. */
const watchdogMs = 200;

/** The least of some runs: a machine that is busy with something else is no reason to fail. */
function leastMs(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5 && least > watchdogMs / 4; attempt += 1) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

const times = (count: number, write: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => write(at));
const names = (count: number, mark: string) => times(count, (at) => `"${at.toString(36)}${mark}":1`).join();
const json = (body: string) => callWith({ contentType: 'application/json', body });
const graphql = (input: CallInput) => readGraphql(input, { persisted: {} }, parse);
const jsonRpc = (input: CallInput) => readJsonRpc(input, { read: ['a'] });
const xmlRpc = (input: CallInput) => readXmlRpc(input, { read: ['a'] });
const xml = (params: string) =>
  callWith({
    contentType: 'text/xml',
    body: `<methodCall><methodName>a</methodName><params>${params}</params></methodCall>`,
  });
const action = (input: CallInput) => readNextAction(input, { read: ['a'] });

describe('a request of at most a megabyte costs little, whatever it holds', () => {
  const document = `{${'a{b}'.repeat(1_249)}}`;
  const long = `{a}#${'x'.repeat(49_000)}`;
  test.each<[string, (input: CallInput) => CallReading, CallInput]>([
    [
      'a batch of 100 documents of 5,000 tokens',
      graphql,
      json(JSON.stringify(times(100, () => document).map((query) => ({ query })))),
    ],
    [
      'a batch of documents beside digests that do not fit',
      graphql,
      json(
        JSON.stringify(
          times(20, (at) => `${long}${at}`).map((query) => ({
            query,
            extensions: { persistedQuery: { sha256Hash: sha256Hex('x') } },
          })),
        ),
      ),
    ],
    ['extensions of many names', graphql, json(`{"query":"{a}","extensions":{${names(60_000, 'é')}}}`)],
    ['extensions of 9,000 names', graphql, json(`{"query":"{a}","extensions":{${names(9_000, 'é')}}}`)],
    ['a call of 90,000 names beyond ASCII', jsonRpc, json(`{"method":"a",${names(90_000, 'é')}}`)],
    ['a call of 9,000 names beyond ASCII', jsonRpc, json(`{"method":"a",${names(9_000, 'é')}}`)],
    [
      'a batch of many names',
      jsonRpc,
      json(`[${times(100, () => `{"method":"a",${names(900, 'é')}}`).join()}]`),
    ],
    ['objects of nothing', jsonRpc, json(`[${'{},'.repeat(349_000)}1]`)],
    ['many objects of a name each', jsonRpc, json(`[${times(80_000, (at) => `{"${at}":1}`).join()}]`)],
    ['45,000 parameters', xmlRpc, xml('<param><value/></param>'.repeat(45_000))],
    [
      '125,000 values',
      xmlRpc,
      xml(`<param><value><array><data>${'<value/>'.repeat(125_000)}</data></array></value></param>`),
    ],
    [
      'arguments of many names',
      action,
      callWith({
        headers: ['Next-Action', 'a'],
        contentType: 'text/plain',
        body: `[{${names(90_000, 'é')}},"$K1"]`,
      }),
    ],
  ])('%s', (_, read, input) => {
    expect(read(input).access).toBe('write');
    // Bytes of their own each time: what was read already would cost nothing.
    expect(leastMs(() => read({ ...input, body: input.body.slice() }))).toBeLessThan(watchdogMs);
  });
});

test.each([
  ['of many names', '{"\\n":'.repeat(14), '}'.repeat(14)],
  ['of nothing', `${'[{}'.repeat(25)}`, ']'.repeat(25)],
  ['of many escapes', '["\\n', '"]'],
])('10,000 lines of JSON %s', (_, start, end) => {
  const lines = times(10_000, () => `${start}1${end}`).join('\n');
  expect(
    leastMs(() => overridesInJsonLines(bytesOf(lines.slice(0, 1_048_576)), knownOverrideNames)),
  ).toBeLessThan(watchdogMs);
});

test('lines of JSON hold no more together than one document', () => {
  const read = (count: number, line: string) =>
    overridesInJsonLines(bytesOf(times(count, () => line).join('\n')), knownOverrideNames);
  expect(read(5_000, '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0}')).toEqual({
    methods: [],
  });
  expect(read(5_001, '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0}')).toHaveProperty(
    'problem',
  );
  expect(read(5_000, '[[],[],[],[],[],[],[],[],[]]')).toEqual({ methods: [] });
  expect(read(5_001, '[[],[],[],[],[],[],[],[],[]]')).toHaveProperty('problem');
});

test('what real clients send stays within the limits', () => {
  const ids = times(5_000, (at) => `<value><int>${at}</int></value>`).join('');
  expect(xmlRpc(xml(`<param><value><array><data>${ids}</data></array></value></param>`)).access).toBe('read');
  const rows = times(4_000, (at) => `{"id":${at},"name":"n","price":1,"stock":2}`).join();
  expect(jsonRpc(json(`{"method":"a","params":[${rows}]}`)).access).toBe('read');
  const query = `query A($x: Int) { ${times(150, (at) => `f${at}(x: $x) { id name }`).join(' ')} }`;
  expect(graphql(json(JSON.stringify(times(10, () => query).map((text) => ({ query: text }))))).access).toBe(
    'read',
  );
  expect(bytesOf(query).length).toBeGreaterThan(3_000);
});
