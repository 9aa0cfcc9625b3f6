import { startVisitors } from 'portcullis-example-shop';
import { startDemoSite } from '../support/demo-site.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { turnOnAndWait } from './turn-on-and-wait.ts';

/**
 * Flips the real shop on and off while its visitors buy, sign up and keep their accounts. Judged by the shop's own
 * record of the writes it committed: none may be added while the shop is enforced read-only.
 */
export async function proveShop({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const random = createRandom(count);
  const site = await startDemoSite();
  const goHome = new AbortController();
  let refusedWrites = 0;
  let pages = 0;
  const visitors = startVisitors({
    baseUrl: site.url,
    visitors: 5,
    signal: goHome.signal,
    paceMs: { minimum: 0, maximum: 8 },
    onOutcome({ status, write }) {
      if (write && status === 503) refusedWrites += 1;
      if (!write && status === 200) pages += 1;
    },
  });
  const violations: string[] = [];
  let slowestMs = 0;
  let writesWhileOpen = 0;
  let seen = 0;
  try {
    for (let flip = 1; flip <= count; flip += 1) {
      await pause(60 + random(60));
      const mode = flip % 5 === 0 ? 'closed' : 'read-only';
      slowestMs = Math.max(slowestMs, await turnOnAndWait(site.control, { mode }));
      const before = (await site.writes()).length;
      writesWhileOpen += before - seen;
      await pause(40 + random(40));
      const after = await site.writes();
      for (const { method, path, actor } of after.slice(before)) {
        violations.push(`flip ${flip}: the shop committed ${method} ${path} of ${actor}`);
      }
      seen = after.length;
      await site.control.post('/off', { actor: 'prover', anyway: true });
      onProgress?.(flip);
    }
  } finally {
    goHome.abort();
    await visitors.done;
    await site.close();
  }
  return {
    violations,
    facts: {
      flips: count,
      pages,
      refusedWrites,
      writesWhileOpen,
      slowestOnToEnforcedMs: Math.round(slowestMs),
    },
  };
}
