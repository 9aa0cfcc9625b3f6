import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { readSecrets } from './read-secrets.ts';

const [one, other, third] = [1, 2, 3].map(() => randomBytes(32));
const text = (bytes: Buffer | undefined) => bytes?.toString('base64url') ?? '';
const read = (secret: string) => readSecrets({ stateDirectory: '/nowhere', secret, create: false });

it.each([
  ['one', text(one), [one]],
  ['the active one, and another one while a rotation lasts', `${text(one)} ${text(other)}`, [one, other]],
  ['spaces around them, and a line end', ` ${text(one)}  ${text(other)}\n`, [one, other]],
  ['the same one twice is one', `${text(one)} ${text(one)}`, [one]],
])('PORTCULLIS_SECRET has %s', async (_, secret, expected) => {
  expect(await read(secret)).toEqual(expected);
});

it.each([
  ['three', [one, other, third].map(text).join(' '), 'but it has 3'],
  ['a short one', 'c2hvcnQ', 'at least 32 random bytes as base64url, but it holds 5'],
  ['a short one behind a good one', `${text(one)} c2hvcnQ`, 'but it holds 5'],
  ['nothing but a space', ' ', 'but it holds 0'],
  ['another alphabet', `${'+/'.repeat(30)}`, 'as base64url'],
  ['two with a comma', `${text(one)},${text(other)}`, 'as base64url'],
])('%s is refused with what to do, and is not in the message', async (_, secret, message) => {
  const refused = read(secret);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ code: 'PORTCULLIS_SECRET_INVALID' });
  const told = await refused.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(told).not.toContain(text(one));
});
