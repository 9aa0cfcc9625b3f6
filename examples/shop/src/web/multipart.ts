import { ShopError } from '../domain/shop-error.ts';

export interface MultipartPart {
  readonly name: string;
  readonly content: Buffer;
}

const MAXIMUM_PARTS = 20;

/** RFC 7578 for small bodies that are already in memory; one avatar needs no streaming parser. */
export function parseMultipart(contentType: string | undefined, body: unknown): readonly MultipartPart[] {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '');
  if (boundary === null || !Buffer.isBuffer(body)) {
    throw new ShopError('invalid', 'Expected a form with a file (multipart/form-data).');
  }
  // Every delimiter but the first follows a line break; with one in front, all look the same.
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: MultipartPart[] = [];
  let start = text.indexOf(delimiter);
  while (start !== -1 && parts.length < MAXIMUM_PARTS) {
    const headersStart = start + delimiter.length;
    if (text.toString('latin1', headersStart, headersStart + 2) === '--') {
      return parts;
    }
    const end = text.indexOf(delimiter, headersStart);
    const headersEnd = text.indexOf('\r\n\r\n', headersStart);
    if (end === -1 || headersEnd === -1 || headersEnd > end) {
      break;
    }
    const headers = text.toString('utf8', headersStart, headersEnd);
    const name = /^content-disposition:\s*form-data;(?:.*;)?\s*name="([^"]*)"/im.exec(headers)?.[1];
    if (name !== undefined) {
      parts.push({ name, content: text.subarray(headersEnd + 4, end) });
    }
    start = end;
  }
  throw new ShopError('invalid', 'The upload was cut short. Send it again.');
}
