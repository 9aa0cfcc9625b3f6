import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers where there is no response object (a request that could not be parsed) and closes the connection. */
export function answerAndClose(socket: Duplex, status: number, headers = ''): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const reason = STATUS_CODES[status] ?? '';
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${reason.length + 1}\r\n` +
      `Cache-Control: no-store\r\n${headers}Connection: close\r\n\r\n${reason}\n`,
  );
}

const STATUS_OF_CODE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** The status for what Node's HTTP server reports as `clientError`. */
export function statusOfClientError(error: Error & { readonly code?: string }): number {
  return STATUS_OF_CODE.get(error.code ?? '') ?? 400;
}
