import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../test/support/body-fixtures.ts';
import {
  maskedPage,
  maskedText,
  maskResponse,
  odooErrors,
  plainErrors,
} from '../../../test/support/mask-response.ts';
import { createMasker } from './create-masker.ts';
import { readResponseType } from './response-kind.ts';

const trace = 'Traceback (most recent call last):\n  File "/srv/x.py", line 3\nValueError: secret';
const read = (status: number, contentType: string | null, body: string | Uint8Array) =>
  maskResponse({ status, contentType, body });

test.each<[number, string | null]>([
  [200, 'text/csv'],
  [200, 'text/event-stream'],
  [200, 'application/octet-stream'],
  [200, 'application/pdf'],
  [200, 'text/html; charset=utf-16'],
  [200, 'text/html; charset=ISO-2022-JP'],
  [304, 'text/css'],
  [200, 'image/png'],
  [200, 'image/svg+xml'],
  [200, 'font/woff2'],
])('%i %s is not looked at', (status, contentType) => {
  expect(read(status, contentType, trace)).toMatchObject({ isLookedAt: false, body: trace });
});

describe('a success that says nothing of itself, or something else', () => {
  const error = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    error: { code: 200, message: 'secret', data: { debug: trace } },
  });
  test.each([null, 'text/plain', 'text/html; charset=utf-8', 'application/json'])(
    'is JSON by its first sign: %s',
    (type) => {
      for (const before of ['', ' \r\n\t', '\ufeff', '\ufeff ']) {
        const { body, found } = read(200, type, `${before}${error}`);
        expect([before, body.includes('secret'), found.length]).toEqual([before, false, 1]);
      }
      const well = `[{"a":1},"${trace.replaceAll('\n', '\\n').replaceAll('"', '')}"]`;
      expect(read(200, type, well)).toMatchObject({ body: well, found: [] });
    },
  );

  test('is a page behind its first braces, too, where it says that it is one', () => {
    const warning =
      '<br />\n<b>Warning</b>:  Undefined variable $secret in <b>/var/www/x.php</b> on line <b>12</b><br />';
    for (const before of ['{"ok":true}', '[1,2]', '{{ a template }} ', `${error}\n`]) {
      for (const errors of [plainErrors, odooErrors]) {
        const { body, found } = maskResponse({
          contentType: 'text/html',
          body: `${before}${warning}`,
          errors,
        });
        expect([before, body.includes('secret'), found.length]).toEqual([before, false, 1]);
        if (before !== `${error}\n`) expect(body.startsWith(before)).toBe(true);
      }
    }
  });

  test('is a page by its first sign where no type is said, and text where text is', () => {
    const page = '<html><body><div id="traceback">secret';
    expect(read(200, null, page).body).not.toContain('secret');
    expect(read(200, 'text/plain', page).body).toBe(page);
    for (const type of [null, 'text/plain']) {
      expect(read(200, type, trace)).toMatchObject({ body: trace, found: [] });
      expect(read(200, type, '').body).toBe('');
      expect(read(200, type, ' \n').body).toBe(' \n');
    }
  });
});

describe('text with the status of an error', () => {
  test.each([
    null,
    'text/plain',
    'text/plain; charset=utf-8',
    'text/css',
    'application/x-acme',
    'text/event-stream',
  ])('%s', (type) => {
    expect(read(500, type, 'secret')).toMatchObject({
      body: `${maskedText}\n`,
      found: [{ channel: 'text', name: null }],
    });
    expect(read(404, type, trace)).toMatchObject({
      body: `${maskedText}\n`,
      found: [{ name: 'ValueError' }],
    });
    for (const status of [400, 404, 503])
      expect(read(status, type, 'Not here.')).toMatchObject({ body: 'Not here.', found: [] });
    expect(read(500, type, '').body).toBe('');
  });

  test('in its own charset', () => {
    const words = { text: () => 'Für Łukasz 你' };
    const shown = (contentType: string) => maskResponse({ status: 500, contentType, body: 'x', words }).bytes;
    expect(shown('text/plain')).toEqual(bytesOf('Für Łukasz 你\n'));
    expect(new TextDecoder('latin1').decode(shown('text/plain; charset=iso-8859-1'))).toBe('Für ?ukasz ?\n');
    expect(new TextDecoder().decode(shown('text/plain; charset="Shift_JIS"'))).toBe('Fur ?ukasz ?\n');
  });

  test('that says nothing of what it is, by how it starts', () => {
    expect(read(500, null, ' <html>secret').body).toBe(maskedPage);
    expect(JSON.parse(read(500, null, '\ufeff\n{"message":"secret"}').body.trim())).toMatchObject({
      message: maskedText,
    });
    expect(read(500, null, '{secret}').body).toBe(`${maskedText}\n`);
    expect(read(500, 'application/x-acme', '<?xml version="1.0"?><a>secret</a>').body).toContain('<message>');
    expect(read(404, null, '{"stack":"Error\\n    at f (/app/x.js:1:2)",}').body).toBe(`${maskedText}\n`);
  });

  const starts: readonly string[] = [
    ...['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF89a', 'RIFF1234WEBP', '\0\0\0 ftypavif', '\x1a\x45\xdf\xa3'],
    ...['OggS', 'ID3', '\0\0\x01\0', 'wOF2', '%PDF-1.7', 'PK\x03\x04'],
  ];
  test.each(starts)('a file among errors goes on as it comes: %j', (start) => {
    for (const length of [20, 511, 512, 2_000_000]) {
      const bytes = new Uint8Array(length).map((_, at) =>
        at < start.length ? start.charCodeAt(at) : (at * 7) % 251,
      );
      for (const status of [404, 500, 503]) {
        for (const type of ['application/octet-stream', 'image/png', null])
          expect(Buffer.compare(read(status, type, bytes).bytes, bytes)).toBe(0);
      }
    }
  });

  // A regression: whatever its type said, or a control character that somebody had sent, let an error through.
  test.each([
    ...['image/png', 'image/svg+xml', 'video/mp4', 'font/woff2', 'application/octet-stream'],
    ...['application/msgpack', 'application/pdf', null],
  ])('an error that is labelled as a file: %s', (type) => {
    const bytes = [trace, `\x01${trace}`, `\0\x81\xa5stack\xd9P\x01${trace}`, `${'\0'.repeat(600)}${trace}`];
    for (const body of [...bytes, 'secret \x01', ...bytes.map((one) => one.padEnd(700))]) {
      for (const status of [500, 501, 502]) {
        expect(read(status, type, body).body).not.toContain('secret');
        expect(read(status, type, body)).toMatchObject({ found: [{ isCut: false }] });
      }
    }
    for (const status of [400, 404, 503]) {
      for (const body of bytes) expect(read(status, type, body).body).not.toContain('secret');
      for (const body of ['Not here.\x01', '\0\x01\x02'.repeat(500)])
        expect(read(status, type, body)).toMatchObject({ body, found: [] });
    }
    expect(read(404, type, `\x01${'x'.repeat(1_100_000)}secret`).body).not.toContain('secret');
  });
});

describe('what comes with a redirect', () => {
  test.each([
    ['text/html', `<pre>${trace}</pre>`],
    ['text/plain', trace],
    [null, trace],
    ['application/json', JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'secret' } })],
    ['application/json', JSON.stringify({ message: 'x', stack: trace })],
    ['text/xml', `<a>${trace}</a>`],
  ])('is masked where it shows a trace: %s', (type, body) => {
    for (const status of [300, 302, 307]) {
      expect(read(status, type, body).body).not.toContain('secret');
      expect(read(status, type, body).found).toHaveLength(1);
    }
  });

  test.each([
    ['text/html', '<p>Redirecting to <a href="/login">/login</a>'],
    ['text/plain', 'Found. Redirecting to /login'],
    ['application/json', '{"next":"/login"}'],
    ['text/html', ''],
  ])('stays otherwise: %s', (type, body) => {
    expect(read(302, type, body)).toMatchObject({ body, found: [] });
  });
});

describe('a page with the status of an error', () => {
  const html = 'text/html; charset=utf-8';
  test('is replaced when the application failed, and when it shows why', () => {
    expect(read(500, html, '<p>secret')).toMatchObject({ body: maskedPage, found: [{ channel: 'page' }] });
    expect(read(502, 'TEXT/HTML', '<p>secret').body).toBe(maskedPage);
    expect(read(422, html, `<pre>${trace}</pre>`).body).toBe(maskedPage);
    expect(read(404, html, '<div id="traceback">').body).toBe(maskedPage);
    expect(read(422, html, '<pre>Error: x<br> &nbsp; &nbsp;at f (/app/x.js:1:2)</pre>').body).toBe(
      maskedPage,
    );
  });

  test('else it stays, with what somebody typed into it', () => {
    for (const body of ['<h1>Not found</h1>', `<textarea>${trace}</textarea>`]) {
      for (const status of [400, 404, 422, 503])
        expect(read(status, html, body)).toMatchObject({ body, found: [] });
    }
  });

  test('by an own signature', () => {
    const errors = { business: [], signatures: [{ text: 'é-debug', until: ' ' }], jsonRpc: 'plain' as const };
    expect(maskResponse({ status: 404, contentType: html, body: '<p>é-debug secret', errors }).body).toBe(
      maskedPage,
    );
  });

  test('too long to be read', () => {
    const { body, found } = read(404, html, 'x'.repeat(1_048_577));
    expect(body).toBe(maskedPage);
    expect(found).toMatchObject([{ isCut: true }]);
    expect(read(404, html, 'x'.repeat(1_048_576)).found).toEqual([]);
  });

  test('is answered as soon as it is too long, and no more of it is kept', () => {
    const masker = createMasker({
      response: { status: 404, contentType: html },
      errors: plainErrors,
      words: { report: () => 'X', text: () => 'x', page: () => '<p>x' },
    });
    const piece = new Uint8Array(1_048_576).fill(0x61);
    const sent = [piece, piece, piece].map((one) => masker?.write(one).length);
    expect([...sent, masker?.end().length]).toEqual([0, 4, 0, 0]);
  });

  test('the page is ASCII whatever its words are', () => {
    const words = { page: () => '<p>Größe 你 😀' };
    expect(maskResponse({ status: 500, contentType: html, body: 'x', words }).body).toBe(
      '<p>Gr&#246;&#223;e &#20320; &#128512;',
    );
  });
});

describe('charsets that hide ASCII', () => {
  test.each(['utf-16', 'UTF-16BE', 'iso-2022-jp', 'utf-7', 'cp037', '"utf-16le"'])(
    '%s is replaced under any error',
    (charset) => {
      for (const status of [404, 500, 503]) {
        expect(read(status, `text/html; charset=${charset}`, 'x')).toMatchObject({
          body: maskedPage,
          contentType: 'text/html; charset=utf-8',
        });
        expect(read(status, `text/plain;charset=${charset}`, 'x')).toMatchObject({
          contentType: 'text/plain; charset=utf-8',
        });
      }
    },
  );

  test('a byte order mark counts for more than a label', () => {
    const bytes = new Uint8Array(Buffer.from('\ufeffsecret', 'utf16le'));
    expect(read(404, 'text/html; charset=utf-8', bytes).body).toBe(maskedPage);
    expect(read(404, null, bytes).body).toBe(`${maskedText}\n`);
    expect(JSON.parse(read(404, 'application/json; charset=utf-16', bytes).body)).toMatchObject({
      message: maskedText,
    });
  });

  test.each(['utf8', 'utf8mb4', '', ' "UTF-8"', "'utf-8'", 'latin1', 'windows-1252', 'shift_jis'])(
    '%s hides nothing',
    (charset) => {
      expect(readResponseType(`text/html; charset=${charset}`).hidesAscii).toBe(false);
    },
  );

  test('JSON is UTF-8 whatever nobody knows', () => {
    expect(read(404, 'application/json; charset=nonsense', '{"message":"Not here"}')).toMatchObject({
      found: [],
      contentType: 'application/json; charset=nonsense',
    });
  });
});

test.each([
  'application/json',
  'application/problem+json',
  'text/json',
  'application/json-rpc',
  'APPLICATION/JSON ; charset=UTF-8',
  'application/json,application/json',
])('%s is JSON', (type) => {
  expect(readResponseType(type.split(',')[0] ?? '').kind).toBe('json');
});

describe('nothing throws', () => {
  const fail = () => {
    throw new Error('no');
  };
  test.each([
    ['text/html', 'secret'],
    ['text/plain', 'secret'],
    ['application/json', '{"message":"secret"}'],
    ['text/xml', '<a>secret</a>'],
  ])('words that fail: %s', (contentType, body) => {
    const { body: shown } = maskResponse({
      status: 500,
      contentType,
      body,
      words: { report: fail, text: fail, page: fail },
    });
    expect(shown).toContain('An unexpected error occurred.');
    expect(shown).not.toContain('secret');
  });

  test('judging that fails denies, and sends nothing more', () => {
    const errors = {
      get business(): string[] {
        return fail();
      },
      get signatures(): [] {
        return fail();
      },
      jsonRpc: 'plain' as const,
    };
    for (const contentType of ['application/json', 'text/html']) {
      const { body } = maskResponse({ status: 404, contentType, body: '{"name":"secret"}', errors });
      expect(body).not.toContain('secret');
      expect(body.length).toBeGreaterThan(20);
    }
    expect(
      maskResponse({ contentType: 'text/xml', body: '<methodResponse><fault>secret', errors }).body,
    ).not.toContain('secret');
  });

  test('a masker that cannot be made sends nothing', () => {
    const errors = {
      business: [],
      jsonRpc: 'plain' as const,
      get signatures(): [] {
        return fail();
      },
    };
    const words = { report: fail, text: fail, page: fail };
    const masker = createMasker({ response: { status: 200, contentType: 'text/html' }, errors, words });
    expect(masker?.write(bytesOf('secret'))).toHaveLength(0);
    expect(masker?.end()).toHaveLength(0);
  });
});
