import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  maskResponse,
  odooErrors,
  plainErrors,
  type SentResponse,
} from '../../../test/support/mask-response.ts';
import { propertyRuns, propertyTimeoutMs } from '../../../test/support/property-runs.ts';

/** Spread over the properties of this file. */
const numRuns = Math.ceil(propertyRuns / 8);
const timeout = propertyTimeoutMs;
const secret = 'select "secret" from vault \\ é€';
const trace = `Traceback (most recent call last):\n  File "/srv/x.py", line 3\n${secret}`;
const warning = '<b>Warning</b>:  secret in <b>/x.php</b> on line <b>3</b><br />';

/** A document in JSON, written with other blanks and escapes than JSON.stringify would. */
function spell(value: unknown, blank: string, isEscaped: boolean): string {
  if (Array.isArray(value))
    return `[${value.map((item) => blank + spell(item, blank, isEscaped)).join(`${blank},`)}${blank}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) =>
        `${blank}${spell(name, '', isEscaped)}${blank}:${blank}${spell(member, blank, isEscaped)}`,
    );
    return `{${members.join(`${blank},`)}${blank}}`;
  }
  const written = JSON.stringify(value);
  if (!isEscaped || typeof value !== 'string') return written;
  return `"${[...value].map((unit) => (unit < '\x7f' ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}` : unit)).join('')}"`;
}

const blank = fc.constantFrom('', ' ', '\r\n\t');
const spelled = (value: fc.Arbitrary<unknown>) =>
  fc.tuple(value, blank, fc.boolean()).map((parts) => spell(...parts));
const error = fc.oneof(
  fc.constant({ code: 200, message: secret }),
  fc.constant({
    code: 200,
    message: 'x',
    data: { name: 'builtins.KeyError', debug: trace, message: secret },
  }),
  fc.constant({
    code: 200,
    message: 'x',
    data: { name: 'odoo.exceptions.UserError', debug: trace, message: 'Kept.' },
  }),
);
/** Members that stand around an error in an answer. */
const around = fc.dictionary(
  fc.string({ maxLength: 5 }).filter((name) => !/^(?:error|errors|result|data|jsonrpc)$/.test(name)),
  fc.jsonValue(),
  {
    maxKeys: 3,
  },
);
const rpcAnswer = fc
  .tuple(around, error, around, fc.boolean())
  .map(([before, one, behind, isFirst]) =>
    isFirst
      ? { jsonrpc: '2.0', ...before, error: one, ...behind }
      : { ...before, error: one, ...behind, jsonrpc: '2.0' },
  );
const graphqlAnswer = fc.tuple(fc.jsonValue(), fc.boolean()).map(([data, isFirst]) => {
  const errors = [{ message: secret, path: ['a'], extensions: { stacktrace: [trace] } }];
  return isFirst ? { errors, data } : { data, errors };
});

const json = (body: fc.Arbitrary<string>, status = 200) =>
  body.map((text): SentResponse => ({ body: text, status, errors: odooErrors }));
const failing: fc.Arbitrary<SentResponse> = fc.oneof(
  json(spelled(fc.oneof(rpcAnswer, graphqlAnswer, fc.array(rpcAnswer, { minLength: 1, maxLength: 3 })))),
  json(spelled(fc.oneof(rpcAnswer, graphqlAnswer)), 500),
  json(spelled(fc.constant({ message: secret, stack: trace })), 404),
  fc
    .array(
      fc.constantFrom(
        warning,
        '<p>a</p>',
        '<b>Warning</b>:  ',
        '<b>W',
        '<div id="traceback">secret',
        '</b><br />',
        'é',
      ),
    )
    .map((parts) => ({ contentType: 'text/html', body: parts.join('') })),
  fc
    .tuple(fc.constantFrom(200, 500), fc.constantFrom('<int>1</int>', '<int>2</int>', secret))
    .map(([status, code]) => ({
      status,
      contentType: 'text/xml',
      errors: odooErrors,
      body: `<?xml version="1.0"?>\n<methodResponse>\n<fault><value><struct><member><name>faultCode</name><value>${code}</value></member><member><name>faultString</name><value>No.</value></member></struct></value></fault></methodResponse>`,
    })),
  fc
    .tuple(fc.constantFrom(404, 500), fc.constantFrom(null, 'text/plain', 'text/html'))
    .map(([status, contentType]) => ({ status, contentType, body: trace })),
);
const cuts = fc.array(fc.nat(700), { maxLength: 12 });

describe('properties of masking', () => {
  test('however a response is cut into chunks, the same comes out and the same is reported', {
    timeout,
  }, () => {
    fc.assert(
      fc.property(failing, cuts, (sent, at) => {
        const whole = maskResponse(sent);
        const cut = maskResponse({ ...sent, cuts: at });
        expect(cut.body).toBe(whole.body);
        expect(cut.found).toEqual(whole.found);
      }),
      { numRuns },
    );
    for (const sent of fc.sample(failing, 60)) {
      const bytewise = maskResponse({ ...sent, cuts: Array.from({ length: 5_000 }, (_, at) => at) });
      expect(bytewise.body).toBe(maskResponse(sent).body);
    }
  });

  test('an error of JSON-RPC never shows, whatever stands around it, and that stays', { timeout }, () => {
    fc.assert(
      fc.property(rpcAnswer, blank, fc.boolean(), cuts, (answer, between, isEscaped, at) => {
        const body = spell(answer, between, isEscaped);
        const { body: shown } = maskResponse({ body, cuts: at, errors: odooErrors });
        const { error: masked, ...rest } = JSON.parse(shown);
        const { error: _, ...sent } = JSON.parse(body);
        expect(rest).toEqual(sent);
        expect(JSON.stringify(masked)).not.toMatch(/secret|vault|Traceback|srv/);
      }),
      { numRuns },
    );
  });

  test('what is no error goes on byte for byte', { timeout }, () => {
    const other = fc.oneof(
      spelled(fc.jsonValue()).filter((text) => !text.includes('error')),
      spelled(fc.jsonValue().map((result) => ({ jsonrpc: '2.0', id: 1, result, error: null }))),
      spelled(fc.jsonValue().map((value) => ({ data: value, rows: [{ error: value, errors: value }] }))),
      fc.string({ unit: 'binary' }).filter((text) => !text.includes('error')),
      fc
        .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'data', 'null', ' '))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(
        other,
        cuts,
        fc.constantFrom('application/json', 'text/xml', 'text/html'),
        (body, at, contentType) => {
          const read = maskResponse({ body, cuts: at, contentType, errors: plainErrors });
          expect(read.bytes).toEqual(new TextEncoder().encode(body));
          expect(read.found).toEqual([]);
        },
      ),
      { numRuns },
    );
  });

  test('an error that failed never shows what it says', { timeout }, () => {
    const said = fc
      .array(fc.constantFrom('secret', 'vault'), { minLength: 1 })
      .map((words) => `of ${words.join(' ')}`);
    const name = fc.constantFrom(
      'message',
      'detail',
      'error',
      'errors',
      'data',
      'x',
      'code',
      'type',
      'title',
      'name',
      'stack',
      'args',
      'id',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        said.map((text) => text.toUpperCase().concat(' ', text)),
        fc.integer({ min: 70_000 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(name, said), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(
        value,
        fc.constantFrom('application/json', 'text/html', 'text/plain', null),
        (body, contentType) => {
          const { body: shown } = maskResponse({ status: 500, contentType, body: JSON.stringify(body) });
          expect(shown).not.toMatch(/secret|vault/i);
        },
      ),
      { numRuns },
    );
  });
});
