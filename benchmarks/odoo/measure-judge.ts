import { createSnapshot } from '../../packages/gate/src/decide/snapshot.ts';
import type { Mode } from '../../packages/gate/src/model/mode.ts';
import { parsePolicy } from '../../packages/gate/src/model/parse-policy.ts';
import type { RawRequest } from '../../packages/gate/src/model/request.ts';
import { untouchedSwitch } from '../../packages/gate/src/model/switch.ts';
import { readPreset } from '../../packages/gate/src/presets/index.ts';
import { compilePolicy } from '../../packages/gate/src/reading/compile-policy.ts';
import { createJudge } from '../../packages/gate/src/runtime/judge.ts';
import type { View } from '../../packages/gate/src/runtime/view.ts';
import { call } from './call.ts';

const compiled = compilePolicy(parsePolicy(readPreset('odoo')));
const body = new TextEncoder().encode(call);

function viewIn(mode: Mode): View {
  const windowId = mode === 'open' ? null : 'w1';
  const snapshot = createSnapshot({
    switch: { ...untouchedSwitch('default'), epoch: 7, windowId, mode },
    compiled,
    leaseUntilMs: Number.POSITIVE_INFINITY,
  });
  return { snapshot, passes: new Map(), breakGlass: { passes: [] } } as unknown as View;
}

function request(): RawRequest {
  return {
    method: 'POST',
    target: '/web/dataset/call_kw/sale.order/web_search_read',
    headers: [
      ...['Host', '127.0.0.1', 'Content-Type', 'application/json'],
      ...['Cookie', 'session_id=8f14e45fceea167a5a36dedd4bea2543; frontend_lang=en_US'],
      ...['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0', 'Origin', 'http://127.0.0.1'],
      ...['Content-Length', String(body.length)],
    ],
    peer: '127.0.0.1',
    httpVersion: '1.1',
    secure: false,
    upgrade: false,
  };
}

/** What reading and judging a call takes, without any server around it: µs of processor time, the median of the rounds. */
export async function measureJudge(rounds: number): Promise<Readonly<Record<'open' | 'read-only', number>>> {
  const { judge } = createJudge({
    identities: { resolve: () => null, forget() {}, forgetAll() {} },
    clock: { wallMs: Date.now, monotonicMs: () => performance.now() } as Parameters<
      typeof createJudge
    >[0]['clock'],
    confirm: () => Promise.resolve(false),
    readGraphql: null,
    bodyLimitBytes: 1_048_576,
    holds: false,
    onFailure(error) {
      throw error;
    },
  });
  const views = { open: viewIn('open'), 'read-only': viewIn('read-only') };
  const taken = { open: [] as number[], 'read-only': [] as number[] };
  const calls = 5_000;
  for (let round = -2; round < rounds; round += 1) {
    for (const mode of ['open', 'read-only'] as const) {
      const before = process.cpuUsage();
      for (let at = 0; at < calls; at += 1) {
        const { decision } = await judge(request(), views[mode], {
          body: { read: () => Promise.resolve(Uint8Array.from(body)) },
        });
        if (decision.kind !== 'allow')
          throw new Error(`Expected the call to be let through, got ${decision.kind}`);
      }
      const { user, system } = process.cpuUsage(before);
      // The first two rounds are for the compiler.
      if (round >= 0) taken[mode].push((user + system) / calls);
    }
  }
  const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
  return { open: median(taken.open), 'read-only': median(taken['read-only']) };
}
