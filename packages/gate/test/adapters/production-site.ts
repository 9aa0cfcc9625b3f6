import { createCallbackSource } from '../../src/identity/index.ts';
import type { PolicyInput } from '../../src/model/policy.ts';
import type { Gate } from '../../src/runtime/gate.ts';
import type { CreateGateOptions } from '../../src/runtime/gate-options.ts';
import { startQuietGate } from '../support/gate-fixtures.ts';

const policy: PolicyInput = {
  identity: [{ kind: 'callback' }],
  bypass: { write: ['admin'], writeByRoleAlone: ['admin'] },
  page: { contact: { email: 'help@shop.example' } },
  production: {
    refused: [{ match: '/debug/**' }],
    switches: [
      { in: 'query', name: 'debug', off: '0', falsy: ['', '0'] },
      { in: 'query', name: 'XDEBUG_TRIGGER' },
      { in: 'cookie', name: 'XDEBUG_SESSION' },
      { in: 'header', name: 'x-debug' },
      { in: 'path', name: '/app_dev.php' },
    ],
    errors: { business: ['OutOfStock', 'E_LIMIT'] },
    removeHeaders: ['x-powered-by'],
  },
};

export interface ProductionSite {
  readonly gate: Gate;
  turn(production: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A site in production mode: whoever sends `X-User: ada` is an admin, whom it does not restrict. */
export async function startProductionSite(options: Partial<CreateGateOptions> = {}): Promise<ProductionSite> {
  const source = createCallbackSource(async ({ headers }) => {
    const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'x-user');
    return at === -1 ? null : { role: 'admin', subject: headers[at + 1] ?? '' };
  });
  const { gate, store } = await startQuietGate(policy, { identity: [source], ...options });
  const turn = async (production: boolean) => {
    await store.change({ mode: 'open', production });
    await gate.refresh();
  };
  await turn(true);
  return { gate, turn, close: () => gate.close() };
}

export const admin: readonly string[] = ['X-User', 'ada'];
