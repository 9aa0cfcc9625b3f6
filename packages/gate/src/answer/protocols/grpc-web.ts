import { singleHeader } from '../../model/header.ts';
import { mediaType } from '../negotiate-type.ts';
import { cleanLine, shortened } from '../operator-text.ts';
import type { AnswerProtocol } from './answer-protocol.ts';

/** UNAVAILABLE: retry later. */
const unavailable = '14';

/** In characters. Encoded each may take twelve, and proxies take 4 to 8 KB of headers in all. */
const longestMessage = 200;

/**
 * gRPC-web, "trailers only": the status of the call stands in headers, and there is no body.
 *
 * The one answer that is not 503 (docs/adr/0008): gRPC's status travels beside HTTP's, and a client that sees
 * another HTTP status than 200 makes up a status of its own and never looks at ours. `Portcullis-Mode`,
 * `Portcullis-Reference` and `Retry-After` tell monitors and proxies what 503 would have.
 */
export const grpcWeb: AnswerProtocol = {
  calls: 'grpc-web',
  looksAt: ['Content-Type'],
  isMeant: ({ headers }) => typeOf(headers) !== null,
  write({ problem, message }, { request }) {
    return {
      status: problem.status === 503 ? 200 : problem.status,
      contentType: typeOf(request.headers) ?? 'application/grpc-web+proto',
      headers: [
        ['grpc-status', unavailable],
        ['grpc-message', percentEncoded(shortened(cleanLine(message), longestMessage))],
      ],
      body: '',
    };
  },
};

/** The client's own kind of gRPC-web, which it holds the answer against. */
function typeOf(headers: readonly string[]): string | null {
  const asked = /^application\/grpc-web(-text)?(?:\+(proto|json|thrift))?$/.exec(
    mediaType(singleHeader(headers, 'content-type')),
  );
  return asked === null ? null : `application/grpc-web${asked[1] ?? ''}+${asked[2] ?? 'proto'}`;
}

/** Printable ASCII but `%` as it is, everything else as percent-encoded UTF-8 (gRPC over HTTP/2, Status-Message). */
function percentEncoded(text: string): string {
  return text.toWellFormed().replace(/[^\x20-\x24\x26-\x7e]/gu, (sign) => encodeURIComponent(sign));
}
