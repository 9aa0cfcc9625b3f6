import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callWith } from '../../../../test/support/body-fixtures.ts';
import { readXmlRpc } from './xml-rpc.ts';

const rule = { read: ['wp.getPosts', 'demo.read', 'system.listMethods'] };

function read(body: string | Uint8Array, contentType: string | null = 'text/xml') {
  return readXmlRpc(callWith({ contentType, body }), rule);
}

function call(name: string, params = ''): string {
  return `<?xml version="1.0"?><methodCall><methodName>${name}</methodName>${params}</methodCall>`;
}

function param(value: string): string {
  return `<params><param><value>${value}</value></param></params>`;
}

function inner(name: string, more = ''): string {
  return `<value><struct><member><name>methodName</name><value>${name}</value></member><member><name>params</name><value><array><data></data></array></value></member>${more}</struct></value>`;
}

function multicall(...calls: string[]): string {
  return call('system.multicall', param(`<array><data>${calls.join('')}</data></array>`));
}

describe('reads', () => {
  test.each([
    [call('wp.getPosts')],
    [call('wp.getPosts', '<params></params>')],
    [call('wp.getPosts', '<params/>')],
    [call('wp.getPosts', param('a&amp;b &#60;methodName&#62;'))],
    [call('wp.getPosts', param('<string>wp.deletePost</string>'))],
    [
      call(
        'wp.getPosts',
        param('<array><data><value><int>1</int></value><value><nil/></value></data></array>'),
      ),
    ],
    [call('wp.getPosts', param('<struct><member><name>a</name><value/></member></struct>'))],
    ['<methodCall><methodName>demo.read</methodName></methodCall>'],
    [
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<methodCall>\n <methodName>demo.read</methodName >\n <params>\n </params>\n</methodCall>\n',
    ],
  ])('%s', (body) => {
    expect(read(body).access).toBe('read');
    expect(read(body, 'application/xml; charset=utf-8').access).toBe('read');
  });

  test.each([
    ["<?xml version='1.0'?>\n"],
    ["<?xml version='1.0' encoding='utf-8'?>\n"],
    ['<?xml version="1.0" encoding="iso-8859-1"?>\n'],
    ['<?xml version="1.0" encoding="us-ascii" ?>'],
    ["<?xml version='1.0' encoding=\"UTF-8\" standalone='yes'?>"],
  ])('after %s', (declaration) => {
    const body = `${declaration}<methodCall><methodName>demo.read</methodName>${param('&#233;')}</methodCall>`;
    expect(read(body).access).toBe('read');
    expect(read(body, 'text/xml; charset=iso-8859-1').access).toBe('read');
  });

  test.each(['base64', 'boolean', 'dateTime.iso8601', 'double', 'i4', 'i8', 'int', 'nil', 'string'])(
    'with a parameter of type %s',
    (type) => {
      expect(read(call('demo.read', param(`<${type}>1</${type}>`))).access).toBe('read');
    },
  );

  test.each(['&#233;', '&#x1F600;', '&amp;&lt;&gt;&quot;&apos;'])('with %s', (reference) => {
    expect(read(call('demo.read', param(reference))).access).toBe('read');
  });

  // The package `xmlrpc` of npm writes every text so that has one of the signs in it.
  test.each(['<', 'Tea & Co', 'a <b>bold</b> name', ' ', '', '1 < 2 && 3 > 2', '&amp;', '\u{1f600}&', ']]'])(
    'with a string of CDATA: %j',
    (text) => {
      const string = `<string><![CDATA[${text}]]></string>`;
      expect(read(call('demo.read', param(string))).access).toBe('read');
      const member = `<struct><member><name>a</name><value>${string}</value></member></struct>`;
      expect(read(call('demo.read', param(member))).access).toBe('read');
    },
  );

  const nested = '<array><data><value>'.repeat(19);
  const ends = '</value></data></array>'.repeat(19);

  test('as deep as 64 elements', () => {
    const deepest = (innermost: string) => param(`${nested}<array><data>${innermost}</data></array>${ends}`);
    expect(read(call('demo.read', deepest('<value/>'))).access).toBe('read');
    expect(read(call('demo.read', deepest('<value></value>'))).access).toBe('write');
  });

  test('of a multicall, every call', () => {
    expect(read(multicall(inner('demo.read'), inner('<string>wp.getPosts</string>')))).toEqual({
      access: 'read',
      names: ['demo.read', 'wp.getPosts'],
    });
    expect(read(multicall(...Array(100).fill(inner('demo.read')))).access).toBe('read');
  });
});

describe('writes', () => {
  const name = '<methodName>demo.read</methodName>';
  const write = '<methodName>demo.write</methodName>';
  test.each([
    ['another name', call('demo.write')],
    ['blanks around', call(' demo.read ')],
    ['a line around', call('\ndemo.read\n')],
    ['other case', call('Demo.Read')],
    ['a prefix', call('demo.rea')],
    ['nothing', call('')],
    ['a reference', call('demo.rea&#100;')],
    ['an entity', call('demo.&read;')],
    ['CDATA', call('<![CDATA[demo.read]]>')],
    ['CDATA that adds', call('demo.read<![CDATA[2]]>')],
    ['a comment', call('demo.<!-- -->read')],
    ['an instruction', call('demo.<?x?>read')],
    ['an element within', call('demo.<b>x</b>read')],
    ['a NUL', call('demo.read\0')],
    ['an attribute', `<methodCall><methodName a="b">demo.read</methodName></methodCall>`],
    ['a namespace', '<x:methodCall><x:methodName>demo.read</x:methodName></x:methodCall>'],
    ['other case of tags', '<methodcall><methodname>demo.read</methodname></methodcall>'],
    ['a DTD', `<!DOCTYPE methodCall [<!ENTITY a "b">]>${call('demo.read')}`],
    ['a DTD after the declaration', call('demo.read').replace('?>', '?><!DOCTYPE a>')],
    ['another encoding', `<?xml version="1.0" encoding="utf-7"?><methodCall>${name}</methodCall>`],
    ['a second declaration', `<?xml version="1.0"?>${call('demo.read')}`],
    ['a style sheet', `<?xml-stylesheet href="a"?><methodCall>${name}</methodCall>`],
    ['a blank before the declaration', ` ${call('demo.read')}`],
    ['a comment before', `<!--${write}--><methodCall>${name}</methodCall>`],
    ['a comment after', `<methodCall>${name}</methodCall><!-- -->`],
    ['two names', `<methodCall>${name}${write}</methodCall>`],
    ['a name after the params', `<methodCall>${name}<params/>${write}</methodCall>`],
    ['the params first', `<methodCall><params/>${name}</methodCall>`],
    ['a name in the params', call('demo.read', `<params>${write}</params>`)],
    ['a name in a value', call('demo.read', param(write))],
    ['a call in a value', call('demo.read', param(call('demo.write').slice(21)))],
    ['a name in CDATA of a value', call('demo.read', param(`<![CDATA[${write}]]>`))],
    ...[
      ['a name', `<![CDATA[${write}]]>`],
      ['a name in blanks', '<![CDATA[< / methodName\n>]]>'],
      ['a name in a namespace', '<![CDATA[<x:methodName>]]>'],
      ['a value', '<![CDATA[</string></value>]]>'],
      ['a member', '<![CDATA[<name>methodName</name>]]>'],
      ['a comment', '<![CDATA[<!-- ]]>'],
      ['an instruction', '<![CDATA[<?x ]]>'],
      ['another one', '<![CDATA[<![CDATA[a]]>'],
      ['a NUL', '<![CDATA[\0]]>'],
      ['no end', '<![CDATA[a'],
      ['half an end', '<![CDATA[a]>'],
      ['two', '<![CDATA[a]]><![CDATA[b]]>'],
      ['text before', 'a<![CDATA[b]]>'],
      ['a blank before', ' <![CDATA[b]]>'],
      ['text after', '<![CDATA[b]]>c'],
      ['a blank after', '<![CDATA[b]]> '],
      ['an element after', '<![CDATA[b]]><int>1</int>'],
      ['other case', '<![cdata[b]]>'],
    ].map(([what = '', text = '']): [string, string] => [
      `${what} in CDATA of a string`,
      call('demo.read', param(`<string>${text}</string>`)),
    ]),
    ['CDATA of a number', call('demo.read', param('<int><![CDATA[1]]></int>'))],
    ['CDATA between elements', call('demo.read', `<params><![CDATA[ ]]></params>`)],
    ['CDATA before the document', `<![CDATA[]]>${call('demo.read').slice(21)}`],
    [
      'CDATA for the name of a member',
      call('demo.read', param('<struct><member><name><![CDATA[a]]></name><value/></member></struct>')),
    ],
    ['CDATA for a name in a multicall', multicall(inner('<string><![CDATA[demo.read]]></string>'))],
    ['a name in a comment of a value', call('demo.read', param(`<!--${write}-->`))],
    ['two documents', `${call('demo.read')}${call('demo.write')}`],
    ['two roots', `<methodCall>${name}</methodCall><methodCall>${write}</methodCall>`],
    ['text after', `${call('demo.read')}x`],
    ['no end', `<methodCall>${name}`],
    ['wrong end', `<methodCall>${name}</params>`],
    ['an end too much', `<methodCall>${name}</methodCall></methodCall>`],
    ['no name', '<methodCall></methodCall>'],
    ['a response', '<methodResponse><params/></methodResponse>'],
    ['an unknown element', call('demo.read', param('<x>1</x>'))],
    ['text beside elements', call('demo.read', '<params>x</params>')],
    ['a member without name', call('demo.read', param('<struct><member><value/></member></struct>'))],
    ['text before an element', call('demo.read', param('x<int>1</int>'))],
    ['text after an element', call('demo.read', param('<int>1</int>x'))],
    ['two values', call('demo.read', param('<int>1</int><int>2</int>'))],
    ['no value', call('demo.read', '<params><param></param></params>')],
    ['no value, in one tag', call('demo.read', '<params><param/></params>')],
    ['two values in one', call('demo.read', '<params><param><value/><value/></param></params>')],
    ['an array without data', call('demo.read', param('<array/>'))],
    ['an array of two', call('demo.read', param('<array><data/><data/></array>'))],
    ['an empty member', call('demo.read', param('<struct><member/></struct>'))],
    ['a member without value', call('demo.read', param('<struct><member><name>a</name></member></struct>'))],
    [
      'a member of two names',
      call('demo.read', param(`<struct><member>${'<name>a</name>'.repeat(2)}</member></struct>`)),
    ],
    [
      'a member of two values',
      call('demo.read', param('<struct><member><value/><value/></member></struct>')),
    ],
    [
      'a member the wrong way round',
      call('demo.read', param('<struct><member><value/><name>a</name></member></struct>')),
    ],
    ['an end that ends itself', `<methodCall>${name}</methodCall/>`],
    ['a reference to nothing', call('demo.read', param('&#x;'))],
    ['a reference that is none', call('demo.read', param('&#xg;'))],
    ['an entity in a value', call('demo.read', param('&nbsp;'))],
    ['a bare ampersand', call('demo.read', param('a & b'))],
    ['nothing at all', ''],
    ['JSON', '{"method":"demo.read"}'],
    [
      'too deep',
      call('demo.read', param(`${'<array><data><value>'.repeat(30)}${'</value></data></array>'.repeat(30)}`)),
    ],
    ['a byte order mark', `\ufeff${call('demo.read')}`],
  ])('%s', (_, body) => {
    expect(read(body)).toEqual({ access: 'write', names: expect.any(Array), why: expect.any(String) });
  });

  test.each([
    ['<?xml version="1.0" encoding="utf-16"?>', ''],
    ['<?xml version="1.0" encoding="utf-7"?>', ''],
    ['<?xml version="1.0" encoding="ibm037"?>', ''],
    ['<?xml version="1.0" encoding="iso-8859-1"?>', '\u00e9'],
    ['<?xml version=\'1.0" encoding="utf-8"?>', ''],
    ['<?xml version="1.0" encoding=\'utf-8"?>', ''],
    ['<?xml version="1.0" encoding="utf-8" encoding="utf-7"?>', ''],
    ['<?xml version="1.1"?>', ''],
    ["<?xml version='1.0'>", ''],
    ["<?xml version='1.0' encoding='>'?>", ''],
  ])('after %s, holding %j', (declaration, text) => {
    const body = `${declaration}<methodCall><methodName>demo.read</methodName>${param(text)}</methodCall>`;
    expect(read(body).access).toBe('write');
  });

  test('beyond ASCII in a charset of old', () => {
    expect(read(call('demo.read', param('\u00e9')), 'text/xml; charset=iso-8859-1').access).toBe('write');
    expect(read(call('demo.read', param('\u00e9')), 'text/xml').access).toBe('read');
  });

  test('of more than 20,000 elements', () => {
    const params = (count: number) => `<params>${'<param><value/></param>'.repeat(count)}</params>`;
    expect(read(call('demo.read', params(9_998))).access).toBe('read');
    expect(read(call('demo.read', params(10_000))).access).toBe('write');
  });

  test.each([
    ['one write', multicall(inner('demo.read'), inner('demo.write'))],
    ['no calls', multicall()],
    ['101 calls', multicall(...Array(101).fill(inner('demo.read')))],
    ['itself', multicall(inner('system.multicall'))],
    ['no params', call('system.multicall')],
    [
      'two params',
      call(
        'system.multicall',
        `${param(`<array><data>${inner('demo.read')}</data></array>`).slice(0, -9)}<param><value/></param></params>`,
      ),
    ],
    ['no array', call('system.multicall', param(inner('demo.read').slice(7, -8)))],
    ['a string', multicall('<value>demo.read</value>')],
    [
      'two names',
      multicall(inner('demo.read', '<member><name>methodName</name><value>demo.write</value></member>')),
    ],
    [
      'two names, the read last',
      multicall(inner('demo.write', '<member><name>methodName</name><value>demo.read</value></member>')),
    ],
    [
      'a further member',
      multicall(inner('demo.read', '<member><name>MethodName</name><value>demo.write</value></member>')),
    ],
    ['blanks in the name', multicall(inner(' demo.read'))],
    ['a reference in the name', multicall(inner('demo.rea&#100;'))],
    ['a reference in the key', multicall(inner('demo.read').replace('>methodName', '>method&#78;ame'))],
    ['an int', multicall(inner('<int>1</int>'))],
    ['a name that is no string', multicall(inner('<base64>demo.read</base64>'))],
    ['params of another name', multicall(inner('demo.read').replace('>params<', '>Params<'))],
    [
      'params that are no array',
      multicall(inner('demo.read').replace(/<array>.*<\/array>/, '<struct></struct>')),
    ],
    ['no name', multicall(inner(''))],
    ['no array of params', multicall(inner('demo.read').replace('<array><data></data></array>', ''))],
  ])('a multicall with %s', (_, body) => {
    expect(read(body).access).toBe('write');
  });

  test.each([
    [null],
    ['text/plain'],
    ['application/json'],
    ['text/xml; charset=utf-16'],
    ['text/xml, text/plain'],
    ['application/soap+xml'],
  ])('of type %j', (contentType) => {
    expect(read(call('demo.read'), contentType).access).toBe('write');
  });

  test('a multicall that the rule lists, in other methods and codings, in other bytes', () => {
    const body = multicall(inner('demo.write'));
    const input = callWith({ contentType: 'text/xml', body });
    expect(readXmlRpc(input, { read: ['system.multicall'] }).access).toBe('write');
    const itself = callWith({ contentType: 'text/xml', body: multicall(inner('system.multicall')) });
    expect(readXmlRpc(itself, { read: ['system.multicall'] }).access).toBe('write');
    const plain = { contentType: 'text/xml', body: call('demo.read') };
    expect(readXmlRpc(callWith({ ...plain, method: 'GET' }), rule).access).toBe('write');
    expect(readXmlRpc(callWith({ ...plain, contentEncoding: 'gzip' }), rule).access).toBe('write');
    const wide = Uint8Array.from([...call('demo.read')].flatMap((letter) => [letter.charCodeAt(0), 0]));
    expect(read(wide).access).toBe('write');
  });

  test.each([['demo.rea&#100;'], ['demo.&lt;'], [' demo.read'], ['demo.read ']])(
    '%j, even if the rule lists it',
    (name) => {
      for (const body of [call(name), multicall(inner(name))]) {
        expect(readXmlRpc(callWith({ contentType: 'text/xml', body }), { read: [name] }).access).toBe(
          'write',
        );
      }
    },
  );

  test('the log shows which', () => {
    expect(read(multicall(inner('demo.read'), inner('demo.write')))).toEqual({
      access: 'write',
      names: ['demo.read', 'demo.write'],
      why: '"demo.write" is not listed as a read',
    });
  });
});

test('no document with the name of a write in an element is a read', () => {
  const piece = fc.constantFrom(
    '<methodCall>',
    '</methodCall>',
    '<methodName>',
    '</methodName>',
    '<methodName>demo.read</methodName>',
    '<methodName>demo.write</methodName>',
    '<params>',
    '</params>',
    '<params/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    ' ',
    '<param><value>',
    '</value></param>',
    '&lt;',
    'demo.read',
    '<!DOCTYPE a>',
  );
  const drawn = fc.tuple(fc.array(piece, { maxLength: 6 }), fc.array(piece, { maxLength: 6 }), fc.boolean());
  fc.assert(
    fc.property(drawn, ([before, after, wrapped]) => {
      const whole = [...before, '<methodName>demo.write</methodName>', ...after].join('');
      const body = wrapped ? `<methodCall><methodName>demo.read</methodName>${whole}</methodCall>` : whole;
      expect(read(body).access).toBe('write');
    }),
    { numRuns: 2_000 },
  );
});

test('never throws', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '</',
    'methodCall',
    'methodName',
    'value',
    '&',
    ';',
    '<params>',
    call('demo.read'),
    '\0',
  );
  const drawn = fc.oneof(
    fc.uint8Array(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(drawn, (body) => void read(body)),
    { numRuns: 1_000 },
  );
});

test.each([['<'], ['<a'], ['<methodCall>'], ['</'], [' '], ['&'], ['<value>'], ['<params/>']])(
  'a megabyte of %j ends',
  (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(read(text).access).toBe('write');
    expect(read(`<methodCall><methodName>${text}`).access).toBe('write');
    expect(read(call('demo.read', param(text))).access).toBe(piece === ' ' ? 'read' : 'write');
  },
);
