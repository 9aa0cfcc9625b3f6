import { createGate, type Gate } from '@portcullis/gate';
import { createMemoryStore } from '@portcullis/store/memory';
import { changeOf, recordOf } from '../../packages/gate/src/testing/store-conformance/fixtures.ts';
import { policyWith } from '../decide/site.ts';

export const gateModes = ['open', 'read-only'] as const;
export type GateMode = (typeof gateModes)[number];

/** A running gate with 200 rules, as an app has it: with a store that it follows. */
export async function startGate(mode: GateMode): Promise<Gate> {
  const store = createMemoryStore();
  const site = 'shop';
  if (mode !== 'open') {
    const request = { mode, areas: { checkout: 'closed' as const } };
    await store.switch.change(site, changeOf({ expectedEpoch: 0, record: recordOf('bench', 1), request }));
  }
  return createGate({
    site,
    policy: policyWith(200),
    store,
    secrets: [new Uint8Array(32).fill(7)],
    instance: { id: 'bench', version: '0.0.0', host: 'bench', processId: process.pid },
  });
}
