import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startForTest } from '../support/sites.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The block of the package's README that makes a gate, as somebody pastes it, beside a server of another directory. */
function pasted(directory: string): string {
  const readme = readFileSync(new URL('../../packages/gate/README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  const code = blocks.find((block) => block.includes('await createGate('));
  if (code === undefined) throw new Error('Expected a block with createGate in the README');
  return code
    .replace("'/var/lib/portcullis'", JSON.stringify(directory))
    .replace("import { policy } from './policy.mjs';", 'const policy = {};');
}

it('the README of the gate makes a gate that follows the server beside it', async () => {
  const site = await startForTest({ policy: {} });
  const script = `${pasted(site.stateDirectory)}
    console.log(gate.site, gate.view().snapshot.mode, gate.view().snapshot.why);
    await gate.close();`;
  const args = ['--conditions=portcullis-source', '--input-type=module', '--eval', script];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect([stdout, stderr]).toEqual(['default open store\n', '']);
});
