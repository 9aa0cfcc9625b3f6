import type { SocketMessage } from '../model/calls.ts';
import { compilePattern, matchPattern } from './body/json-pattern.ts';
import { parseStrictJson } from './body/strict-json.ts';
import { decodeUtf8 } from './body/unreadable.ts';

/** Whether a text message, as its bytes, is one that the policy declares. Never throws. */
export type MessageMatcher = (payload: Uint8Array) => boolean;

/** Plain texts are compared whole; JSON is read as strictly as bodies are, so that no server reads it otherwise. */
export function createMessageMatcher(messages: readonly SocketMessage[]): MessageMatcher {
  const texts = new Set(messages.flatMap((message) => (message.kind === 'text' ? [message.text] : [])));
  const patterns = messages.flatMap((message) =>
    message.kind === 'json' ? [compilePattern(message.pattern)] : [],
  );
  return (payload) => {
    if (texts.size > 0) {
      const text = decodeUtf8(payload);
      if (text !== null && texts.has(text)) return true;
    }
    if (patterns.length === 0) return false;
    const document = parseStrictJson(payload);
    if ('problem' in document) return false;
    return patterns.some((pattern) => matchPattern(document.value, pattern) !== null);
  };
}
