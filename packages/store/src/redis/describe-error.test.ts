import { describe, expect, it } from 'vitest';
import { describeError, type Reached } from './describe-error.ts';

class ReplyError extends Error {
  override readonly name = 'ReplyError';
  // As ioredis has it: whoever logs the error logs the password.
  readonly command = { name: 'auth', args: ['gate', 'grey heron'] };
}

const told = (error: unknown, reached: Reached = 'unknown') =>
  describeError(error, { store: 'portcullis in Redis at db:6379', reached, secrets: ['grey heron'] });

describe('an error of Redis', () => {
  it.each([
    [
      new ReplyError("ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'grey' 'heron' "),
      "'HELLO'",
    ],
    [new ReplyError('WRONGPASS grey heron is not it'), 'does not let this user in'],
    [new Error('cannot parse redis://:grey heron@db'), 'cannot be reached'],
  ])('is told without a password: %s', (error, expected) => {
    const { message, cause } = told(error);
    expect(message).toContain(expected);
    expect(
      `${message} ${String(cause)} ${JSON.stringify(cause)} ${Object.keys(Object(cause))}`,
    ).not.toContain('heron');
    expect(cause).not.toBe(error);
  });

  it('leaves open whether a change was stored exactly where nobody answered', () => {
    const open = 'Whether this operation was stored is not known';
    expect(told(new Error('Connection is closed.')).message).toContain(open);
    expect(told(new Error('Connection is closed.'), 'nothing-stored').message).not.toContain(open);
    expect(told(new ReplyError('OOM command not allowed')).message).not.toContain(open);
  });
});
