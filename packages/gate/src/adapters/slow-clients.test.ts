import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { decideFor, readFor, siteOf } from '../../test/support/decide-fixtures.ts';
import type { Mode } from '../model/mode.ts';
import { noBreakGlass } from '../ports/host-state.ts';
import { type RunningClient, RunningRequest } from '../runtime/running-request.ts';
import type { View } from '../runtime/view.ts';
import { createSlowClients, type SlowClientsOptions } from './slow-clients.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Upload extends RunningRequest {
  readonly request = readFor(siteOf(), 'POST /upload');
  readonly client: RunningClient;

  constructor(client: RunningClient) {
    super(false, null);
    this.client = client;
  }
}

function startUpload() {
  let mode: Mode = 'read-only';
  let cut = 0;
  const client: RunningClient = {
    isSending: () => true,
    isBehind: () => false,
    cut() {
      cut += 1;
    },
  };
  const running = [new Upload(client)];
  const view = (): View => ({
    snapshot: siteOf({ mode }),
    passes: new Map(),
    breakGlass: noBreakGlass,
    presented: siteOf({ mode }).compiled.policy,
    settings: null,
    store: 'none',
  });
  const gate: SlowClientsOptions['gate'] = {
    view,
    running: () => running,
    recount: () => undefined,
    judge(raw) {
      const decision = decideFor(siteOf({ mode }), `${raw.method} ${raw.target}`);
      if (decision.kind === 'need') throw new Error('Expected a decision');
      const [{ request }] = running as [Upload];
      return { request, decision, view: view(), known: {}, body: null, setCookies: [] };
    },
  };
  const slowClients = createSlowClients({ gate, logger: { warn: () => undefined }, graceMs: 1_000 });
  return {
    cut: () => cut,
    async change(next: Mode) {
      mode = next;
      slowClients.judgeAgain();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

it('a change that refuses what is refused already gives it no further time', async () => {
  const { cut, change } = startUpload();
  for (let edit = 0; edit < 3; edit += 1) {
    await change('read-only');
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(cut()).toBe(0);
  await change('closed');
  await vi.advanceTimersByTimeAsync(110);
  expect(cut()).toBe(1);
});

it('and one that allows it in between does', async () => {
  const { cut, change } = startUpload();
  await change('read-only');
  await vi.advanceTimersByTimeAsync(900);
  await change('open');
  await change('read-only');
  await vi.advanceTimersByTimeAsync(900);
  expect(cut()).toBe(0);
  await vi.advanceTimersByTimeAsync(110);
  expect(cut()).toBe(1);
});
