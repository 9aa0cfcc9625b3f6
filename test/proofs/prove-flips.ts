import { createControlClient } from 'portcullis';
import { startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type RecordedRequest, startRecorder } from '../support/recorder.ts';
import { loadPolicy, startMixedLoad } from './mixed-load.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';
import { turnOnAndWait } from './turn-on-and-wait.ts';

/**
 * Flips a real server on and off under load. No unapproved write may reach the application between the moment
 * `on` is enforced and the moment `off` is asked for; judged by what the application wrote down.
 */
export async function proveFlips({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const random = createRandom(count);
  const state = temporaryDirectory();
  const application = await startRecorder();
  const gate = await startGateProcess({
    config: { upstream: application.origin, policy: loadPolicy, timeouts: { drainMs: 500 } },
    stateDirectory: state.path,
  });
  const control = createControlClient({ stateDirectory: state.path, site: 'default' });
  const load = startMixedLoad(() => gate.port);
  const violations: string[] = [];
  let slowestMs = 0;
  let uploadsAtFlip = 0;
  let writesWhileOpen = 0;
  let readsWhileOn = 0;

  async function turnOn(body: Readonly<Record<string, unknown>>): Promise<void> {
    slowestMs = Math.max(slowestMs, await turnOnAndWait(control, body));
  }

  /** Looks at what arrives from now on, while something is enforced. */
  async function watch(flip: string, isForbidden: (request: RecordedRequest) => boolean): Promise<void> {
    const first = application.requests.length;
    await pause(30 + random(20));
    const arrived = application.requests.slice(first);
    for (const request of arrived) {
      if (isForbidden(request)) violations.push(`${flip}: ${request.method} ${request.target} arrived`);
      else readsWhileOn += 1;
    }
  }

  try {
    for (let flip = 1; flip <= count; flip += 1) {
      const openedAt = application.requests.length;
      await pause(20 + random(30));
      uploadsAtFlip += load.tally.uploading;
      // A third of the flips begin with one area, as a careful operator does.
      if (flip % 3 === 0) {
        await turnOn({ mode: 'open', areas: { checkout: 'read-only' } });
        await watch(
          `flip ${flip}, area`,
          ({ target, method }) => target.startsWith('/cart') && method !== 'GET',
        );
      }
      await turnOn({ mode: flip % 5 === 0 ? 'closed' : 'read-only' });
      writesWhileOpen += application.requests.slice(openedAt).filter(isWrite).length;
      await watch(`flip ${flip}`, isWrite);
      await control.post('/off', { actor: 'prover', anyway: true });
      onProgress?.(flip);
    }
  } finally {
    await load.stop();
    await gate.stop();
    await application.close();
    state.remove();
  }
  return {
    violations,
    facts: {
      flips: count,
      requests: load.tally.answered + load.tally.refused + load.tally.failed,
      refused: load.tally.refused,
      withoutAnswer: load.tally.failed,
      writesWhileOpen,
      readsWhileOn,
      uploadsUnderWayAtFlips: uploadsAtFlip,
      slowestOnToEnforcedMs: Math.round(slowestMs),
    },
  };
}

function isWrite({ method, target }: RecordedRequest): boolean {
  return method !== 'GET' || target.startsWith('/unsubscribe');
}
