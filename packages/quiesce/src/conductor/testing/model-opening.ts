import type { Opening } from '@portcullis/gate';
import type { Decided, Decision } from '../decision.ts';
import type { ModelSite } from './model-site.ts';

/** What `off` asks for. */
export function opening(site: ModelSite, changes: Partial<Opening> = {}): Opening {
  const { epoch, notice, actor, production } = site.switch;
  return {
    request: {
      mode: 'open',
      areas: {},
      notice,
      reason: 'done',
      actor,
      expected: null,
      expires: null,
      production,
    },
    expectedEpoch: epoch,
    kind: 'switch.changed',
    anyway: false,
    isRollBack: false,
    ...changes,
  };
}

/** What Mia decides. */
export function decidedBy(decision: Decision): Decided {
  return { decision, by: { kind: 'shell', name: 'mia' }, reason: 'it is late' };
}
