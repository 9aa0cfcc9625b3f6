import { type AnswerProtocol, problemDocument, type Told, toJson } from '../../answer/index.ts';
import { singleHeader } from '../../model/header.ts';

/**
 * What the web client and other programs of Odoo understand: run with the web client of 16, 18 and 19, which shows the first
 * two as a dialog under any status, the second with a button that leads anywhere, and loads its page anew at the third.
 */
const jsonRpc = (closed: 'dialog' | 'reload'): AnswerProtocol => ({
  calls: 'json-rpc',
  looksAt: ['Content-Type'],
  isMeant: ({ method, headers, target }) =>
    method !== 'GET' &&
    method !== 'HEAD' &&
    !isRest(target) &&
    /^application\/(?:json|json-?rpc)\s*(?:;|$)/i.test(singleHeader(headers, 'content-type') ?? ''),
  write(told, { call }) {
    const answer = {
      jsonrpc: '2.0',
      id: call?.ids[0] ?? null,
      error: errorOf(told, closed === 'reload' && told.mode === 'closed'),
    };
    return { contentType: 'application/json; charset=utf-8', body: toJson(answer) };
  },
});

/** 19: real statuses, and the exception itself as the body (`addons/rpc/controllers/json2.py`). */
const rest: AnswerProtocol = {
  calls: null,
  looksAt: [],
  isMeant: ({ target }) => isRest(target),
  write(told) {
    const { message } = told;
    const exception = { name: userError, message, arguments: [message], context: {}, debug: '' };
    return {
      contentType: 'application/json; charset=utf-8',
      body: toJson({ ...problemDocument(told.problem), ...exception }),
    };
  },
};

const userError = 'odoo.exceptions.UserError';

function errorOf(told: Told, isSessionOver: boolean): object {
  const { problem, message } = told;
  const exception = isSessionOver
    ? { name: 'odoo.http.SessionExpiredException', message, arguments: [message] }
    : exceptionOf(told);
  return {
    code: isSessionOver ? 100 : 200,
    message: problem.title,
    data: { ...problemDocument(problem), ...exception, debug: '', context: {} },
  };
}

function exceptionOf({ message, button }: Told): object {
  if (button === null) return { name: userError, message, arguments: [message] };
  const action = { type: 'ir.actions.act_url', url: button.href, target: 'self' };
  return {
    name: 'odoo.exceptions.RedirectWarning',
    message,
    arguments: [message, action, button.label],
  };
}

function isRest(target: string): boolean {
  return /^\/json\/\d/.test(target);
}

/** In the order in which they are asked whether a request is meant for them. */
export const odooAnswers: readonly AnswerProtocol[] = [rest, jsonRpc('dialog')];

/** The same, but an open web client leaves what is closed: it loads its page anew, and that is the maintenance page. */
export const odooReloadAnswers: readonly AnswerProtocol[] = [rest, jsonRpc('reload')];
