import type { FuzzTarget } from './fuzz.ts';
import { answerAndSettingTargets } from './targets/answers-and-settings.ts';
import { bodyTargets } from './targets/bodies.ts';
import { callTargets } from './targets/calls.ts';
import { createCredentialTargets } from './targets/credentials.ts';
import { requestTargets } from './targets/requests.ts';
import { socketAndHeadTargets } from './targets/sockets-and-heads.ts';

/** Every parser of what comes from outside. A new one is added here. */
export async function createFuzzTargets(): Promise<readonly FuzzTarget[]> {
  return [
    ...requestTargets,
    ...bodyTargets,
    ...callTargets,
    ...(await createCredentialTargets()),
    ...answerAndSettingTargets,
    ...socketAndHeadTargets,
  ];
}
