import type { Visit } from '../api/caller.ts';
import type { Doorkeeper } from '../control-app.ts';

const noVisit: Visit = Object.freeze({
  address: null,
  userAgent: '',
  sessionToken: null,
  providerState: null,
  mark: null,
});

/** Of the Unix socket: whoever may open it has a shell on the host. */
export const shellDoorkeeper: Doorkeeper = {
  visitOf: () => noVisit,
  callerOf: async () => ({ kind: 'shell' }),
};
