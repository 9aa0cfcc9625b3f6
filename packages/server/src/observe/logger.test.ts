import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('bytes that a parser could not read are not logged, nor those of a cause', () => {
  let line = '';
  const logger = createLogger({
    level: 'debug',
    site: 'default',
    destination: { write: (text) => (line += text) },
  });
  const unread = (message: string) =>
    Object.assign(new Error(message), {
      code: 'HPE_INVALID_METHOD',
      rawPacket: Buffer.from('FROB / HTTP/1.1\r\nCookie: sid=7411\r\n\r\n'),
      data: 'Set-Cookie: sid=7411',
    });
  const error = Object.assign(unread('Parse Error'), { cause: unread('Parse Error below') });
  logger.debug({ error }, 'a connection sent what is no request');
  expect(JSON.parse(line).error).toMatchObject({
    type: 'Error',
    message: 'Parse Error',
    code: 'HPE_INVALID_METHOD',
    cause: { message: 'Parse Error below' },
  });
  expect(line).not.toMatch(/7411|rawPacket|"data"/);
});
