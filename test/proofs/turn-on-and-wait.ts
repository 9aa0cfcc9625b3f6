import type { ControlClient } from 'portcullis';
import { pause } from './proof.ts';

interface Status {
  readonly switch: { readonly epoch: number };
  readonly enforcement: { readonly enforced: boolean; readonly missing: readonly string[] };
}

interface Changed {
  readonly switch: { readonly epoch: number };
}

/** Turns on and returns once it is enforced, with the milliseconds that took. */
export async function turnOnAndWait(
  control: ControlClient,
  body: Readonly<Record<string, unknown>>,
): Promise<number> {
  const startedMs = performance.now();
  const { switch: changed } = await control.post<Changed>('/on', {
    reason: 'proof',
    actor: 'prover',
    force: true,
    ...body,
  });
  for (;;) {
    const status = await control.get<Status>('/status');
    if (status.enforcement.enforced && status.switch.epoch >= changed.epoch)
      return performance.now() - startedMs;
    if (performance.now() - startedMs > 30_000) {
      throw new Error(`not enforced after 30 s: ${status.enforcement.missing.join('; ')}`);
    }
    await pause(3);
  }
}
