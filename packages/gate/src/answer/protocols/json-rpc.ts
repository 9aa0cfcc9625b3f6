import { singleHeader } from '../../model/header.ts';
import { mediaType } from '../negotiate-type.ts';
import { problemDocument, toJson } from '../problem.ts';
import type { AnswerProtocol } from './answer-protocol.ts';
import { forEachCall } from './for-each-call.ts';

/** Implementation-defined server errors are -32099 to -32000 (JSON-RPC 2.0, 5.1). */
const serverError = -32_000;

/**
 * JSON-RPC 2.0. Notifications of a batch get no answer of their own, unless the batch has nothing else.
 *
 * Clients of Odoo show `data.message`, under any status (run with 16, 18 and 19). Under a `data.name` that they do
 * not know they show their dialog for crashes instead, unless `context` names an exception that they do.
 */
export const jsonRpc: AnswerProtocol = {
  calls: 'json-rpc',
  looksAt: ['Content-Type'],
  isMeant: ({ headers }) => /^application\/json-?rpc$/.test(mediaType(singleHeader(headers, 'content-type'))),
  write({ problem, message }, { call }) {
    const data = {
      ...problemDocument(problem),
      name: problem.code,
      message,
      arguments: [message],
      debug: '',
      context: { exception_class: 'odoo.exceptions.UserError' },
    };
    const answerTo = (id: string | number | null) => ({
      jsonrpc: '2.0',
      id,
      error: { code: serverError, message, data },
    });
    const named = { ids: (call?.ids ?? []).filter((id) => id !== null) };
    return {
      contentType: 'application/json; charset=utf-8',
      body: toJson(
        call?.isBatch === true
          ? forEachCall({ ...call, ...named }, answerTo)
          : answerTo(call?.ids[0] ?? null),
      ),
    };
  },
};
