import type { HeaderLine } from '../cases.ts';

export interface RawHead {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly HeaderLine[];
  /** Bytes up to and with the empty line. */
  readonly length: number;
  readonly framing: { readonly kind: 'length'; readonly bytes: number } | { readonly kind: 'chunked' };
}

/** What is no request that a gate may send: said in `reason`. */
export interface Broken {
  readonly kind: 'broken';
  readonly reason: string;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Reads one head as strictly as RFC 9112 allows; null = it is not all there yet. */
export function readHead(bytes: Buffer): RawHead | Broken | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [start = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [method = '', target = '', version, ...rest] = start.split(' ');
  if (!token.test(method) || target === '' || version !== 'HTTP/1.1' || rest.length > 0) {
    return broken(`the request line ${JSON.stringify(start)}`);
  }
  const headers: HeaderLine[] = [];
  for (const line of lines) {
    const [, name, value] = /^([^:]*):[\t ]*(.*?)[\t ]*$/s.exec(line) ?? [];
    if (name === undefined || value === undefined || !token.test(name) || /[\r\n\0]/.test(value)) {
      return broken(`the header line ${JSON.stringify(line)}`);
    }
    headers.push([name, value]);
  }
  const valuesOf = (wanted: string) =>
    headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = valuesOf('content-length');
  const codings = valuesOf('transfer-encoding');
  if (valuesOf('host').length !== 1) return broken('not exactly one Host line');
  if (lengths.length + codings.length > 1) return broken('more than one framing');
  if (codings.length > 0 && codings[0] !== 'chunked') return broken(`Transfer-Encoding: ${codings[0]}`);
  const [length = '0'] = lengths;
  if (!/^\d+$/.test(length)) return broken(`Content-Length: ${length}`);
  const framing =
    codings.length > 0
      ? ({ kind: 'chunked' } as const)
      : ({ kind: 'length', bytes: Number(length) } as const);
  return { method, target, headers, length: end + 4, framing };
}

export interface RawBody {
  readonly body: string;
  /** Bytes it took on the wire. */
  readonly length: number;
}

/** Reads the body behind a head; null = it is not all there yet. */
export function readBody(bytes: Buffer, framing: RawHead['framing']): RawBody | Broken | null {
  if (framing.kind === 'length') {
    if (bytes.length < framing.bytes) return null;
    return { body: bytes.subarray(0, framing.bytes).toString('latin1'), length: framing.bytes };
  }
  const parts: string[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const line = bytes.subarray(at, lineEnd).toString('latin1');
    if (!/^[0-9a-fA-F]+$/.test(line)) return broken(`the chunk size ${JSON.stringify(line)}`);
    const size = Number.parseInt(line, 16);
    const next = lineEnd + 2 + size + 2;
    if (size === 0) {
      // No trailer section, or one: both end in an empty line.
      const end = bytes.subarray(lineEnd, lineEnd + 4).toString('latin1') === '\r\n\r\n' ? lineEnd : -1;
      const trailerEnd = end === -1 ? bytes.indexOf('\r\n\r\n', lineEnd) : end;
      return trailerEnd === -1 ? null : { body: parts.join(''), length: trailerEnd + 4 };
    }
    if (bytes.length < next) return null;
    if (bytes.subarray(next - 2, next).toString('latin1') !== '\r\n') return broken('the end of a chunk');
    parts.push(bytes.subarray(lineEnd + 2, next - 2).toString('latin1'));
    at = next;
  }
}

export function isBroken(value: object): value is Broken {
  return 'kind' in value && value.kind === 'broken';
}

function broken(reason: string): Broken {
  return { kind: 'broken', reason };
}
