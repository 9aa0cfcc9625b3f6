import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeliverMail, SentMail } from '../domain/mail.ts';

/**
 * Where all mail ends: a file that `less`, `mail -f` and mail programs read. The format is mbox as of RFC 4155, quoted as
 * “mboxrd” does. Nobody else may read it: there are password links in it.
 */
export function createMailFile(path: string): DeliverMail {
  return async (mails) => {
    if (mails.length > 0) {
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, mails.map(formatMail).join(''), { mode: 0o600 });
    }
  };
}

const SENDER = 'shop@shop.example';

function formatMail({ id, at, recipient, subject, body }: SentMail): string {
  // As asctime() writes it, with the day padded by a space.
  const [weekday, day, month, year, time] = at.toUTCString().replace(',', '').split(' ');
  return [
    `From ${SENDER} ${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`,
    `From: Larkspur <${SENDER}>`,
    `To: ${oneLine(recipient)}`,
    `Subject: ${encodeWords(oneLine(subject))}`,
    `Date: ${at.toUTCString()}`,
    `Message-ID: <mail-${id}@shop.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    body.replace(/^(>*From )/gm, '>$1'),
    '',
    '',
  ].join('\n');
}

/** A line break in a header would begin another header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** RFC 2047. */
function encodeWords(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}
