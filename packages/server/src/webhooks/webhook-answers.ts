import { type Answer, type ErrorCode, errorRegistry, problemType } from '@portcullis/gate';

/** What a provider is told that it need not send again. Without content: some show it to people. */
export function acknowledgement(status: number, id: string): Answer {
  return {
    status,
    headers: [
      ['Cache-Control', 'no-store'],
      ['Portcullis-Delivery', id],
    ],
    body: '',
  };
}

/** What a provider asked to have back; nothing of it is to be run by whoever looks at it. */
export function handshakeAnswer(challenge: string): Answer {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: challenge,
  };
}

export type WebhookRefusal = 'missing' | 'twice' | 'wrong' | 'too-old' | 'too-large';

const details: Readonly<Record<WebhookRefusal, string>> = {
  missing: 'Its signature is missing. Nothing was stored.',
  twice: 'A header of its signature came more than once. Nothing was stored.',
  wrong: 'Its signature is not the one of these bytes and the secret that is known here. Nothing was stored.',
  'too-old': 'Its signature is genuine, but its time is too far from now. Nothing was stored.',
  'too-large': 'It has more bytes than are held of one webhook. Nothing was stored.',
};

export function webhookRefusal(why: WebhookRefusal): Answer {
  const code: ErrorCode =
    why === 'too-large' ? 'PORTCULLIS_WEBHOOK_TOO_LARGE' : 'PORTCULLIS_WEBHOOK_UNVERIFIED';
  const { status, title } = errorRegistry[code];
  return {
    status,
    headers: [
      ['Content-Type', 'application/problem+json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    body: `${JSON.stringify({ type: problemType(code), title, status, detail: details[why], code }, null, 2)}\n`,
  };
}
