type Field = readonly [name: string, value: string];

const plain: readonly Field[] = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/login'],
  [':authority', 'app.example'],
];

/** What each case of class `h2` says in words, as fields; whether DATA follows. */
const requests: Readonly<Record<string, { readonly fields: readonly Field[]; readonly data?: string }>> = {
  W044: {
    fields: [
      [':method', 'CONNECT'],
      [':protocol', 'websocket'],
      [':scheme', 'http'],
      [':path', '/ws'],
      [':authority', 'app.example'],
      ['sec-websocket-version', '13'],
    ],
  },
  W047: { fields: [...plain, ['host', 'admin.app.example']] },
  W048: { fields: [...plain, ['transfer-encoding', 'chunked']], data: '0\r\n\r\n' },
  W049: { fields: [...plain, ['content-length', '0']], data: 'POST /orders/1/cancel HTTP/1.1\r\n\r\n' },
  W050: { fields: [...plain, ['x-a', 'b\r\nx-injected: 1']] },
  W051: { fields: [...plain, ['X-A:b', 'c']] },
};

/** A connection that begins HTTP/2 with prior knowledge (RFC 9113, 3.3) and sends the request of a case. */
export function http2Request(id: string): string {
  const request = requests[id];
  if (request === undefined) throw new Error(`Expected the fields of a case, got ${id}`);
  const { fields, data } = request;
  // Literal fields without indexing (RFC 7541, 6.2.2): names and values as they are, also those that must not be.
  const block = fields.map(([name, value]) => `\0${text(name)}${text(value)}`).join('');
  const endHeaders = 0x4;
  const endStream = 0x1;
  const headers = frame(
    { type: 1, flags: data === undefined ? endHeaders | endStream : endHeaders, stream: 1 },
    block,
  );
  const body = data === undefined ? '' : frame({ type: 0, flags: endStream, stream: 1 }, data);
  return `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${frame({ type: 4, flags: 0, stream: 0 }, '')}${headers}${body}`;
}

function text(value: string): string {
  return `${String.fromCharCode(value.length)}${value}`;
}

interface FrameHead {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

function frame({ type, flags, stream }: FrameHead, payload: string): string {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return head.toString('latin1') + payload;
}
