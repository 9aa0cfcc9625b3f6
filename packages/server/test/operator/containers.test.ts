import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import {
  type GateProcess,
  startGateProcess,
  temporaryDirectory,
} from '../../../../test/support/gate-process.ts';
import type { SiteStatus } from '../../src/control/site-status.ts';

// Each server in a namespace of its own, in which it is process 1, as in a container that is started again under the same name.
const container = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const [command = '', ...more] = container;
/** Needs Linux, and rights that not every user has. */
const canContain = spawnSync(command, [...more, 'true']).status === 0;

const state = temporaryDirectory();
const upstream = createServer((_, response) => response.end());
const gates: GateProcess[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.kill();
  upstream.close();
  state.remove();
});

async function start(): Promise<GateProcess> {
  const { port } = upstream.address() as AddressInfo;
  const gate = await startGateProcess({
    config: { upstream: `http://127.0.0.1:${port}`, console: false },
    stateDirectory: state.path,
    within: container,
  });
  gates.push(gate);
  return gate;
}

async function listed(gate: GateProcess) {
  const { stdout } = await gate.run('status', '--json');
  const { enforcement }: SiteStatus = JSON.parse(stdout);
  return enforcement.instances.map(({ instance, state: of }) => ({
    id: instance.id,
    processId: instance.processId,
    state: of,
  }));
}

it.skipIf(!canContain)(
  'a server takes its predecessor off the list, that was killed and had the same number',
  async () => {
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    const first = await start();
    const before = await listed(first);
    expect(before).toMatchObject([{ processId: 1, state: 'enforcing' }]);
    await first.kill();
    const after = await listed(await start());
    expect(after).toMatchObject([{ processId: 1, state: 'enforcing' }]);
    expect(after[0]?.id).not.toBe(before[0]?.id);
  },
  60_000,
);
