import { describe, expect, test } from 'vitest';
import {
  maskedId,
  maskedText,
  maskResponse,
  odooErrors,
  plainErrors,
} from '../../../../test/support/mask-response.ts';

const fault = (code: string, text: string, around = (inner: string) => inner) =>
  around(
    `<methodResponse><fault><value><struct><member><name>faultCode</name><value>${code}</value></member><member><name>faultString</name><value>${text}</value></member></struct></value></fault></methodResponse>`,
  );
const read = (body: string, { status = 200, contentType = 'text/xml', errors = plainErrors } = {}) =>
  maskResponse({ status, contentType, body, errors });

describe('a fault of XML-RPC is masked', () => {
  test.each<[string, string]>([
    ['by its code', fault('<int>1</int>', '<string>secret</string>')],
    ['whatever its number is', fault('<i4>-7</i4>', 'secret')],
    [
      'behind a declaration and comments',
      fault(
        '<int>1</int>',
        'secret',
        (inner) => `\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- a -->\n${inner}`,
      ),
    ],
    ['of an odd shape', '<methodResponse><fault><value>secret</value></fault></methodResponse>'],
    [
      'with two codes',
      `${fault('<int>2</int>', 'secret')}<name>faultCode</name><value><int>2</int></value></member>`,
    ],
    ['that breaks off', '<methodResponse>\n<fault>\n<value><struct><member>secret'],
    ['that is too long', fault('<int>2</int>', `secret ${'x'.repeat(1_100_000)}`)],
  ])('%s', (_, body) => {
    for (const status of [200, 500]) {
      for (const errors of [plainErrors, { ...odooErrors, business: [] }]) {
        if (errors.jsonRpc === 'odoo' && !/<int>1|secret$/.test(body)) continue;
        const { body: shown, found } = read(body, { status, errors });
        expect(shown).not.toContain('secret');
        expect(shown).toContain(`<string>${maskedText}</string>`);
        expect(found).toHaveLength(1);
      }
    }
  });

  test('its code keeps its kind', () => {
    expect(read(fault('<i4>-7</i4>', 'secret')).body).toContain('<int>-7</int>');
    expect(read(fault('<string>secret</string>', 'secret')).body).toContain(
      `faultCode</name>\n<value><string>${maskedText}`,
    );
  });

  test('with a trace whatever its code says', () => {
    const body = fault('<int>2</int>', '<string>File &quot;/srv/x.py&quot;, line 3</string>');
    expect(read(body, { errors: odooErrors }).body).not.toContain('/srv');
    expect(
      read(fault('AccessDenied', 'Traceback (most recent call last)'), { errors: odooErrors }).body,
    ).not.toContain('Traceback');
    expect(
      read(fault('<int>2</int>', '<![CDATA[Traceback (most recent call last)]]>'), { errors: odooErrors })
        .body,
    ).not.toContain('Traceback');
  });
});

test.each<[string, string, typeof plainErrors]>([
  ['a code on the list', fault('<int>403</int>', 'Not yours'), { ...plainErrors, business: ['403'] }],
  ["a warning of Odoo's", fault('<int>2</int>', 'Not yours'), odooErrors],
  ["one of its first protocol's", fault('warning -- UserError\n\nNo.', ''), odooErrors],
  [
    'a result',
    `<?xml version='1.0'?><methodResponse><params>${'<param/>'.repeat(900)}</params></methodResponse>`,
    plainErrors,
  ],
  ['a feed', '<?xml version="1.0"?><rss><fault>Traceback (most recent call last)</fault></rss>', plainErrors],
  ['a document type', '<!DOCTYPE methodResponse><methodResponse><fault>', plainErrors],
  ['something else', '<methodResponse><faultless/></methodResponse>', plainErrors],
  ['nothing but its start', '<methodResponse', plainErrors],
  ['a long comment', `<!--${'x'.repeat(5000)}--><methodResponse><fault>`, plainErrors],
])('%s goes on as it is', (_, body, errors) => {
  expect(read(body, { errors })).toMatchObject({ body, found: [] });
});

test('only the start of any other document waits', () => {
  expect(read('<methodResponse><params>').isDone).toBe(true);
  expect(read('<?xml version="1.0"?> ').isDone).toBe(false);
});

describe('other XML with the status of an error', () => {
  const soap = (code: string, text: string) =>
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring></s:Fault></s:Body></s:Envelope>`;

  test.each<[number, string]>([
    [500, soap('s:Client', 'No such order')],
    [500, soap('acme:OutOfStock', 'No stock left')],
    [404, '<error>Not here</error>'],
    [503, '<error>Busy</error>'],
  ])('%i %s may be read', (status, body) => {
    expect(read(body, { status, errors: { ...plainErrors, business: ['OutOfStock'] } })).toMatchObject({
      body,
      found: [],
    });
  });

  test.each<[number, string, string]>([
    [500, soap('s:Server', 'secret'), '<faultcode>e:Server</faultcode>'],
    [500, soap('s:Client', 'secret File &quot;/srv/x.py&quot;, line 3'), '<faultcode>e:Server</faultcode>'],
    [500, '<E xmlns="http://www.w3.org/2003/05/soap-envelope">secret</E>', '<e:Value>e:Receiver</e:Value>'],
    [500, '<problem>secret</problem>', `<incident>${maskedId}</incident>`],
    [400, '<problem>secret Traceback (most recent call last)</problem>', '<message>'],
  ])('%i %s is masked', (status, body, shown) => {
    const answer = read(body, { status });
    expect(answer.body).toContain(shown);
    expect(answer.body).toContain(maskedText);
    expect(answer.body).not.toMatch(/secret|srv/);
    expect(answer.found).toMatchObject([{ channel: 'text' }]);
  });
});
