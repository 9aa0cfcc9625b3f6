import type { CallInput } from '../../src/reading/body/calls/call-reading.ts';

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A call by POST; the body as text. */
export function callWith(
  input: Partial<Omit<CallInput, 'body'>> & { readonly body?: string | Uint8Array },
): CallInput {
  const { body = '', ...rest } = input;
  return {
    method: 'POST',
    path: '/rpc',
    query: null,
    contentType: null,
    contentEncoding: null,
    headers: [],
    ...rest,
    body: typeof body === 'string' ? bytesOf(body) : body,
  };
}

/** A multipart body of one part for each list of lines: headers, then an empty line, then the content. */
export function multipartOf(boundary: string, parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => `--${boundary}\r\n${lines.join('\r\n')}\r\n`).join('')}--${boundary}--\r\n`;
}

/** The lines of a plain field. */
export function fieldPart(name: string, value: string): readonly string[] {
  return [`Content-Disposition: form-data; name="${name}"`, '', value];
}
