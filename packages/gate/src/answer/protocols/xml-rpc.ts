import { html } from '../html.ts';
import type { AnswerProtocol } from './answer-protocol.ts';

/**
 * An XML-RPC fault. Libraries that look at the status first (Python's xmlrpc.client) report the 503 itself; the
 * others read the fault. No header tells XML-RPC from any other XML, so only a rule does.
 */
export const xmlRpc: AnswerProtocol = {
  calls: 'xml-rpc',
  looksAt: [],
  isMeant: () => false,
  write({ problem, message }) {
    // Every sign that HTML escapes is escaped alike in XML; these two may not stand in it at all.
    const text = message.toWellFormed().replace(/[\ufffe\uffff]/g, '');
    return {
      contentType: 'text/xml; charset=utf-8',
      body: html`<?xml version="1.0" encoding="UTF-8"?>
<methodResponse><fault><value><struct>
<member><name>faultCode</name><value><int>${problem.status}</int></value></member>
<member><name>faultString</name><value><string>${text}</string></value></member>
</struct></value></fault></methodResponse>
`.markup,
    };
  },
};
