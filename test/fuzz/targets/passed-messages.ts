/**
 * The text messages in a client's bytes, by RFC 6455, 5.2 and 5.4, as a server puts them together; null when the bytes
 * end within a frame or a message, or hold a binary one, which nobody can declare. Written apart from the proxy's own.
 */
export function messagesIn(bytes: Buffer): readonly Uint8Array[] | null {
  const messages: Uint8Array[] = [];
  let open: Uint8Array[] | null = null;
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 2) return null;
    const first = bytes.readUInt8(at);
    const second = bytes.readUInt8(at + 1);
    const size = second & 0x7f;
    const extra = size === 126 ? 2 : size === 127 ? 8 : 0;
    const start = at + 2 + extra + (second & 0x80 ? 4 : 0);
    if (start > bytes.length) return null;
    const length =
      extra === 0 ? size : extra === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const end = start + length;
    if (end > bytes.length) return null;
    const payload = Buffer.from(bytes.subarray(start, end));
    if (second & 0x80) {
      const key = bytes.subarray(start - 4, start);
      for (let index = 0; index < payload.length; index += 1) {
        payload[index] = (payload[index] ?? 0) ^ (key[index & 3] ?? 0);
      }
    }
    const opcode = first & 0x0f;
    if (opcode === 8) return open === null ? messages : null;
    if (opcode === 2) return null;
    if (opcode < 8) {
      open = opcode === 0 && open !== null ? [...open, payload] : [payload];
      if (first & 0x80) {
        messages.push(Buffer.concat(open));
        open = null;
      }
    }
    at = end;
  }
  return open === null ? messages : null;
}
