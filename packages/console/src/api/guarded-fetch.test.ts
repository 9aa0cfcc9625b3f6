import { expect, it, vi } from 'vitest';
import { createConfirmation } from './confirmation.ts';
import { createGuardedFetch } from './guarded-fetch.ts';

const needed = () =>
  Response.json(
    { title: 'Confirm', detail: 'Prove who you are.', code: 'PORTCULLIS_CONFIRM_NEEDED' },
    { status: 403, headers: { 'content-type': 'application/problem+json' } },
  );

function setUp(...answers: readonly (() => Response)[]) {
  const sent: { method: string; token: string | null; body: string }[] = [];
  const heard: string[] = [];
  const confirmation = createConfirmation();
  let token = 'first';
  const waiting = [...answers];
  const guarded = createGuardedFetch({
    connection: { answered: () => heard.push('answered'), failed: () => heard.push('failed') },
    confirmation,
    token: () => token,
    async fetch(request) {
      sent.push({
        method: request.method,
        token: request.headers.get('portcullis-console'),
        body: await request.text(),
      });
      const answer = waiting.shift();
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  const renewToken = () => {
    token = 'second';
  };
  return { guarded, sent, heard, confirmation, renewToken };
}

const post = () => new Request('https://ops.example/v1/on', { method: 'POST', body: '{"mode":"closed"}' });

it('sends the token with what changes something, and with nothing else', async () => {
  const { guarded, sent } = setUp(
    () => Response.json({}),
    () => Response.json({}),
  );
  await guarded(new Request('https://ops.example/v1/status'));
  await guarded(post());
  expect(sent.map(({ method, token }) => [method, token])).toEqual([
    ['GET', null],
    ['POST', 'first'],
  ]);
});

it('repeats a request, once it was proved who asks, with its body and the new token', async () => {
  const { guarded, sent, confirmation, renewToken } = setUp(needed, () => Response.json({ done: true }));
  const answer = guarded(post());
  await vi.waitFor(() => expect(confirmation.isAsked()).toBe(true));
  renewToken();
  confirmation.settle(true);
  expect(await (await answer).json()).toEqual({ done: true });
  expect(sent).toEqual([
    { method: 'POST', token: 'first', body: '{"mode":"closed"}' },
    { method: 'POST', token: 'second', body: '{"mode":"closed"}' },
  ]);
});

it('gives the refusal back when nobody proves it', async () => {
  const { guarded, sent, confirmation } = setUp(needed);
  const answer = guarded(post());
  await vi.waitFor(() => expect(confirmation.isAsked()).toBe(true));
  confirmation.settle(false);
  expect((await answer).status).toBe(403);
  expect(sent).toHaveLength(1);
});

it('tells an answer of the server from one of a proxy, and from none', async () => {
  const { guarded, heard } = setUp(
    () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    () =>
      Response.json(
        { title: 'Store', detail: 'The store cannot be used.' },
        { status: 503, headers: { 'content-type': 'application/problem+json' } },
      ),
  );
  await guarded(post());
  await guarded(post());
  await expect(guarded(post())).rejects.toMatchObject({ kind: 'unreachable' });
  expect(heard).toEqual(['failed', 'answered', 'failed']);
});

it('blames nobody for a request that was given up here', async () => {
  const { guarded, heard } = setUp();
  const leaving = AbortSignal.abort();
  await expect(guarded(new Request('https://ops.example/v1/status', { signal: leaving }))).rejects.toThrow();
  expect(heard).toEqual([]);
});
