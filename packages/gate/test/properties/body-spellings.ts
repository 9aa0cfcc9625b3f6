import fc from 'fast-check';
import type { Entry } from './body-servers.ts';

/** A text as JSON writes it, some of its characters escaped. */
const jsonSpelling = fc.constantFrom<(text: string) => string>(
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(text).replace(/[a-z]/, unicodeEscape),
  (text) => `"${[...text].map(unicodeEscape).join('')}"`,
  (text) => JSON.stringify(text).replace(/[a-z_](?="$)/, unicodeEscape),
);

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text as forms write it. */
const formSpelling = fc.constantFrom<(text: string) => string>(
  (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  (text) => encodeURIComponent(text).replace(/%../g, (one) => one.toLowerCase()),
  (text) => text.replace(/[^\d]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`),
  (text) => encodeURIComponent(text).replace(/^[_a-z]/i, (one) => `%${one.charCodeAt(0).toString(16)}`),
);

/** Pairs as a form: what parts them, and how each is spelled. */
export function formOf(entries: fc.Arbitrary<readonly Entry[]>): fc.Arbitrary<string> {
  return fc
    .tuple(
      entries,
      fc.array(formSpelling, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('&', '&', '&', '&', '&&', ';'),
    )
    .map(([pairs, spellings, separator]) =>
      pairs
        .map(([name, value], index) => {
          const spell = spellings[index % spellings.length] ?? encodeURIComponent;
          return `${spell(name)}=${spell(value)}`;
        })
        .join(separator),
    );
}

/** Pairs as an object, in which a name may come twice. */
export function objectOf(entries: fc.Arbitrary<readonly Entry[]>): fc.Arbitrary<string> {
  return fc
    .tuple(
      entries,
      fc.array(jsonSpelling, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', ' ', '\n\t'),
      fc.constantFrom('', '', '', '"a":{"_method":"DELETE","method":"orders.delete"},', '"b":[["DELETE"]],'),
    )
    .map(([pairs, spellings, blank, decoy]) => {
      const members = pairs.map(([name, value], index) => {
        const spell = spellings[index % spellings.length] ?? JSON.stringify;
        return `${blank}${spell(name)}${blank}:${spell(value)}`;
      });
      return `{${members.length > 0 ? decoy : ''}${members.join(',')}${blank}}`;
    });
}

/** Pairs as parts of a multipart form: how a name is written, and what stands beside it. */
export function multipartOf(entries: fc.Arbitrary<readonly Entry[]>): fc.Arbitrary<string> {
  const disposition = fc.constantFrom<(name: string) => string>(
    (name) => `Content-Disposition: form-data; name="${name}"`,
    (name) => `Content-Disposition: form-data; name="${name}"`,
    (name) => `content-disposition:form-data;name="${name}"`,
    (name) => `Content-Disposition: form-data; name=${name}`,
    (name) => `Content-Disposition: form-data; name="x"; name="${name}"`,
    (name) => `Content-Disposition: form-data; name="${name}"; name="x"`,
    (name) => `Content-Disposition: form-data; name*=utf-8''${encodeURIComponent(name)}`,
    (name) => `Content-Disposition: form-data; filename="x; name=y"; name="${name}"`,
    (name) => `Content-Disposition: form-data;\r\n name="${name}"`,
    (name) => `X-Other: 1\r\nContent-Disposition: form-data; name="${name}"`,
    (name) => `Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name="${name}"`,
    (name) => `Content-Disposition: form-data; name="${name}"\r\nContent-Transfer-Encoding: 8bit`,
  );
  return fc
    .tuple(
      entries,
      fc.array(disposition, { minLength: 1, maxLength: 2 }),
      fc.constantFrom('', '', '', 'preamble\r\n', '\r\n'),
    )
    .map(([pairs, dispositions, preamble]) => {
      const parts = pairs.map(([name, value], index) => {
        const head = dispositions[index % dispositions.length]?.(name) ?? '';
        return `--part\r\n${head}\r\n\r\n${value}\r\n`;
      });
      return `${preamble}${parts.join('')}--part--\r\n`;
    });
}
