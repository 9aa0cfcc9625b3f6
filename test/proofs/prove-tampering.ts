import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AuditSeal, deriveKey, PortcullisError } from '@portcullis/gate';
import { createHostState, loadSecret } from '@portcullis/store/host';
import { createSqliteStore } from '@portcullis/store/sqlite';
import { createControlClient } from 'portcullis';
import { verifyStoredAudit } from '../../packages/server/src/control/audit/audit-operations.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';
import { createRandom, type ProofOptions, type ProofResult } from './proof.ts';
import { tamperings } from './tamperings.ts';

/** How often an untouched copy is judged: a verifier that always cries has found nothing. */
const controlEvery = 50;
/** How often the real command line judges as well: it costs half a second. */
const commandEvery = 500;

/**
 * Changes the audit log of a real server by SQL, each time in a fresh copy, and expects every change to be
 * found and no untouched copy to be accused.
 */
export async function proveTampering({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const random = createRandom(count);
  const state = temporaryDirectory();
  const application = await startRecorder();
  try {
    const gate = await writeHistory(state.path, application.origin);
    const file = join(state.path, 'portcullis.sqlite');
    const pristine = join(state.path, 'pristine.sqlite');
    copyFileSync(file, pristine);
    const { current } = await loadSecret({ directory: state.path, create: false });
    const key = await deriveKey(current, 'audit');
    const hostSeals = await createHostState({ directory: state.path }).seals('default');
    const violations: string[] = [];
    const found: Record<string, number> = {};
    let controls = 0;
    let commands = 0;

    const judge = (path: string) => isAccused({ path, key, hostSeals });
    for (let number = 1; number <= count; number += 1) {
      freshCopy(pristine, file);
      if (number % controlEvery === 1) {
        controls += 1;
        if (await judge(file)) violations.push(`control ${controls}: an untouched log was accused`);
      }
      const tampering = tamperings[number % tamperings.length];
      if (!tampering) throw new Error('there are no tamperings');
      const database = new DatabaseSync(file);
      const told = tampering.apply(database, random);
      database.close();
      if (await judge(file)) found[tampering.name] = (found[tampering.name] ?? 0) + 1;
      else violations.push(`tampering ${number} (${tampering.name}, ${told}) was not found`);
      if (number % commandEvery === 1) {
        commands += 1;
        const { exitCode, stdout } = await gate.run('audit', 'verify');
        if (exitCode === 0) violations.push(`tampering ${number}: audit verify says ${stdout.trim()}`);
      }
      onProgress?.(number);
    }
    freshCopy(pristine, file);
    const { exitCode, stdout } = await gate.run('audit', 'verify');
    if (exitCode !== 0) violations.push(`audit verify accuses an untouched log: ${stdout.trim()}`);
    return {
      violations,
      facts: { tamperings: count, controls, judgedByCommandLine: commands + 1, ...found },
    };
  } finally {
    await application.close();
    state.remove();
  }
}

/** Three instances, one after the other, each with changes, passes and refusals: three chains. */
async function writeHistory(stateDirectory: string, upstream: string): Promise<GateProcess> {
  const control = createControlClient({ stateDirectory, site: 'default' });
  let last: GateProcess | null = null;
  for (let run = 1; run <= 3; run += 1) {
    const gate = await startGateProcess({ config: { upstream }, stateDirectory });
    try {
      for (let window = 1; window <= 4; window += 1) {
        await control.post('/on', {
          mode: 'read-only',
          reason: `window ${run}.${window}`,
          actor: 'mia',
          force: true,
        });
        await sendRequest({ port: gate.port, method: 'POST', target: `/orders/${window}`, body: ['x'] });
        await control.post('/passes', {
          subject: `guest-${window}`,
          scope: 'read',
          ttlMs: 60_000,
          actor: 'mia',
        });
        await control.post('/off', { actor: 'mia', reason: 'done' });
      }
    } finally {
      await gate.stop();
    }
    last = gate;
  }
  if (last === null) throw new Error('no server ran');
  return last;
}

function freshCopy(from: string, to: string): void {
  for (const suffix of ['-wal', '-shm']) rmSync(`${to}${suffix}`, { force: true });
  copyFileSync(from, to);
}

interface Judged {
  readonly path: string;
  readonly key: Awaited<ReturnType<typeof deriveKey>>;
  readonly hostSeals: readonly AuditSeal[];
}

/** A log that cannot even be read in its own shape is accused as well. */
async function isAccused({ path, key, hostSeals }: Judged): Promise<boolean> {
  const store = createSqliteStore({ file: path });
  try {
    const { findings } = await verifyStoredAudit({
      store: store.audit,
      site: 'default',
      hostSeals: async () => hostSeals,
      keys: [key],
    });
    return findings.length > 0;
  } catch (error) {
    if (error instanceof PortcullisError && error.code === 'PORTCULLIS_STORE_CORRUPT') return true;
    throw error;
  } finally {
    await store.close();
  }
}
