import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createStalledAnswers } from './stalled-answers.ts';

const ended = { writableEnded: true, writableFinished: false, writableNeedDrain: false, writableLength: 9 };

function look(responses: readonly (typeof ended | undefined)[]): boolean[] {
  const stalled = createStalledAnswers();
  const socket = new PassThrough();
  return responses.map((response) => stalled.isStalled(socket, response));
}

describe('an answer is stalled', () => {
  it('when nothing of it was taken between three looks', () => {
    expect(look([ended, ended, ended])).toEqual([false, false, true]);
    const unfinished = { ...ended, writableEnded: false, writableNeedDrain: true };
    expect(look([unfinished, unfinished, unfinished])).toEqual([false, false, true]);
  });

  it('and not while another one, or a part of it, is', () => {
    const taken = { ...ended, writableLength: 8 };
    expect(look([ended, ended, { ...ended }, ended]).includes(true)).toBe(false);
    expect(look([ended, ended, Object.assign({ ...ended }, taken), undefined, ended]).includes(true)).toBe(
      false,
    );
  });

  it('nor while the application has said no more than the client took', () => {
    const open = { ...ended, writableEnded: false };
    const done = { ...ended, writableFinished: true };
    expect(look([open, open, open, done, done, done]).includes(true)).toBe(false);
  });
});
