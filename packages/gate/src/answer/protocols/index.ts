import { declaresNavigation, isNavigation } from '../negotiate-type.ts';
import type { AnswerProtocol, Asked } from './answer-protocol.ts';
import { graphql } from './graphql.ts';
import { grpcWeb } from './grpc-web.ts';
import { htmx } from './htmx.ts';
import { jsonRpc } from './json-rpc.ts';
import { nextRouter } from './next-router.ts';
import { trpc } from './trpc.ts';
import { turboFrame } from './turbo-frame.ts';
import { turboStream } from './turbo-stream.ts';
import { webSocket } from './web-socket.ts';
import { xmlRpc } from './xml-rpc.ts';

export type { AnswerProtocol, Asked, Told } from './answer-protocol.ts';

/** In order: the first whose headers leave no doubt is taken. */
const protocols: readonly AnswerProtocol[] = [
  webSocket,
  grpcWeb,
  graphql,
  jsonRpc,
  xmlRpc,
  trpc,
  nextRouter,
  htmx,
  turboStream,
  turboFrame,
];

/** For Vary. */
export const protocolHeaders: readonly string[] = [...new Set(protocols.flatMap(({ looksAt }) => looksAt))];

/**
 * The protocol that a client speaks: what the route's call rule says, else what its headers say; null for whoever is
 * told by type (`negotiateType`). A person who opens such a route in a browser gets the page like everybody.
 */
export function protocolFor({ request, call, dialect = [] }: Asked): AnswerProtocol | null {
  if (declaresNavigation(request.headers) === true) return null;
  const own = dialect.find(({ isMeant }) => isMeant(request));
  if (own !== undefined) return own;
  const ruled =
    call === undefined || call.protocol === null || isNavigation(request)
      ? undefined
      : protocols.find(({ calls }) => calls === call.protocol);
  return ruled ?? protocols.find(({ isMeant }) => isMeant(request)) ?? null;
}
