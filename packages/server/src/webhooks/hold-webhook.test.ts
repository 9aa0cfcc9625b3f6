import {
  type AcceptResult,
  type Gate,
  type Hold,
  type Judgement,
  parsePolicy,
  type View,
} from '@portcullis/gate';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWebhookHolder } from './hold-webhook.ts';

const [webhook] = parsePolicy({ webhooks: [{ match: 'POST /hooks' }] }).webhooks;

/** A gate that holds what comes, because of `why`. */
function holderBecauseOf(why: View['snapshot']['why'], result: AcceptResult) {
  const view = { snapshot: { why, switch: { epoch: 3 } }, passes: new Map() };
  const judgement = {
    decision: { kind: 'hold', webhook, onlyBehind: false },
    request: {
      forward: '/hooks',
      raw: { method: 'POST', headers: [], httpVersion: '1.1', peer: null, secure: false },
    },
    view,
  } as unknown as Judgement & { readonly decision: Hold };
  const holder = createWebhookHolder({
    gate: { site: 'shop', view: () => view } as unknown as Pick<Gate, 'site' | 'view'>,
    queue: { accept: async () => result, close: async () => undefined },
    seal: { seal: async (_, bytes) => bytes, open: async () => null },
    secretsOf: () => [],
    logger: { warn: () => undefined, error: () => undefined },
  });
  return holder.hold(judgement, { readBody: async () => new Uint8Array(1) });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it.each(['break-glass', 'environment', 'store-lost', 'disk', 'contested'] as const)(
  'acknowledges what one instance holds alone (%s) once the others have looked',
  async (why) => {
    let isAnswered = false;
    const holding = holderBecauseOf(why, { kind: 'held' }).then((result) => {
      isAnswered = true;
      return result;
    });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(isAnswered).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(await holding).toMatchObject({ kind: 'answered', isHeld: true });
  },
);

it('acknowledges at once what the site holds, and says at once what is not held', async () => {
  expect(await holderBecauseOf('store', { kind: 'held' })).toMatchObject({ kind: 'answered', isHeld: true });
  expect(await holderBecauseOf('break-glass', { kind: 'full' })).toEqual({ kind: 'refused' });
});
