import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Mode } from '@portcullis/gate';
import { type ControlClient, createControlClient } from 'portcullis';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { type Recorder, startRecorder } from '../support/recorder.ts';
import { sendRequest } from '../support/send-request.ts';
import { loadPolicy, startMixedLoad } from './mixed-load.ts';
import { createRandom, type ProofOptions, type ProofResult, pause } from './proof.ts';

/** A change of the switch that was asked for; its reason names it in the audit log. */
interface Change {
  readonly mode: Mode;
  readonly reason: string;
}

interface History {
  /** The last change that the server said was done. */
  acknowledged: Change;
  /** Asked for and without an answer when the server died: it may or may not have happened. */
  pending: Change | null;
  readonly onRecord: string[];
}

const killAtStep = join(import.meta.dirname, 'processes', 'kill-at-step-process.ts');

/**
 * Kills a real server with SIGKILL at random points of switching under load. After each restart the mode is the
 * last acknowledged one (or the one whose acknowledgement the kill swallowed), the store is sound and every
 * acknowledged change is on record.
 */
export async function proveKills({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  const random = createRandom(count);
  return inFrontOfRecorder(async ({ application, directory, control, start }) => {
    const violations: string[] = [];
    const history = newHistory();
    let swallowed = 0;
    let gate = await start();
    const load = startMixedLoad(() => gate.port, 3);
    try {
      for (let kill = 1; kill <= count; kill += 1) {
        const switching = switchUntilDead(control, history, `kill ${kill}`);
        // Every other kill waits for a first answer, however slow the machine: there must be something to lose.
        const before = history.onRecord.length;
        for (let waitedMs = 0; kill % 2 === 0 && history.onRecord.length === before; waitedMs += 2) {
          if (waitedMs > 20_000) throw new Error(`the server answers no change\n${gate.log()}`);
          await pause(2);
        }
        await pause(random(150));
        await gate.kill();
        await switching;
        if (history.pending) swallowed += 1;
        gate = await start();
        violations.push(...(await judge(`kill ${kill}`, { gate, control, history, directory, application })));
        onProgress?.(kill);
      }
    } finally {
      await load.stop();
      await gate.stop();
    }
    return {
      violations,
      facts: { kills: count, duringAChange: swallowed, acknowledgedChanges: history.onRecord.length },
    };
  });
}

/**
 * Kills the server before the first, second, third … operation on store and disk that a switch makes, on and off,
 * until one switch comes through: then every step has had its turn. `count` is the most steps that are tried.
 */
export async function proveKillSteps({ count, onProgress }: ProofOptions): Promise<ProofResult> {
  return inFrontOfRecorder(async ({ application, directory, control, start }) => {
    const violations: string[] = [];
    const history = newHistory();
    const facts: Record<string, number> = {};
    for (const mode of ['read-only', 'open'] as const) {
      let step = 0;
      let cameThrough = false;
      while (step < count && !cameThrough) {
        step += 1;
        const dying = await start({ PROOF_KILL_AT_STEP: String(step) });
        const name = `step ${step} to ${mode}`;
        if (history.acknowledged.mode === mode) {
          await change(control, history, {
            mode: mode === 'open' ? 'read-only' : 'open',
            reason: `before ${name}`,
          });
        }
        await arm(dying);
        await change(control, history, { mode, reason: name }).catch(() => undefined);
        cameThrough = history.pending === null;
        await dying.kill();
        const gate = await start();
        try {
          violations.push(...(await judge(name, { gate, control, history, directory, application })));
        } finally {
          await gate.stop();
        }
        onProgress?.(step);
      }
      if (!cameThrough) violations.push(`no switch to ${mode} came through within ${count} steps`);
      facts[`stepsTo${mode === 'open' ? 'Open' : 'ReadOnly'}`] = step - 1;
    }
    return { violations, facts };
  });
}

async function arm(gate: GateProcess): Promise<void> {
  process.kill(gate.processId, 'SIGUSR2');
  for (let waitedMs = 0; !gate.log().includes('armed'); waitedMs += 5) {
    if (waitedMs > 10_000) throw new Error(`the server does not arm itself\n${gate.log()}`);
    await pause(5);
  }
}

interface Stage {
  readonly application: Recorder;
  readonly directory: string;
  readonly control: ControlClient;
  start(environment?: Readonly<Record<string, string>>): Promise<GateProcess>;
}

async function inFrontOfRecorder(work: (stage: Stage) => Promise<ProofResult>): Promise<ProofResult> {
  const state = temporaryDirectory();
  const application = await startRecorder();
  try {
    return await work({
      application,
      directory: state.path,
      control: createControlClient({ stateDirectory: state.path, site: 'default', timeoutMs: 10_000 }),
      start: (environment = {}) =>
        startGateProcess({
          config: { upstream: application.origin, policy: loadPolicy, timeouts: { drainMs: 500 } },
          stateDirectory: state.path,
          environment,
          preload: 'PROOF_KILL_AT_STEP' in environment ? killAtStep : null,
        }),
    });
  } finally {
    await application.close();
    state.remove();
  }
}

function newHistory(): History {
  return { acknowledged: { mode: 'open', reason: '' }, pending: null, onRecord: [] };
}

async function switchUntilDead(control: ControlClient, history: History, name: string): Promise<void> {
  for (let number = 1; ; number += 1) {
    const { mode } = history.acknowledged;
    const next: Mode = mode === 'open' ? 'read-only' : mode === 'read-only' ? 'closed' : 'open';
    try {
      await change(control, history, { mode: next, reason: `${name}, change ${number}` });
    } catch {
      return;
    }
  }
}

async function change(control: ControlClient, history: History, wanted: Change): Promise<void> {
  const { mode, reason } = wanted;
  history.pending = wanted;
  if (mode === 'open') await control.post('/off', { actor: 'prover', anyway: true, reason });
  else await control.post('/on', { actor: 'prover', force: true, mode, reason });
  history.acknowledged = wanted;
  history.onRecord.push(reason);
  history.pending = null;
}

interface Judged {
  readonly gate: GateProcess;
  readonly control: ControlClient;
  readonly history: History;
  readonly directory: string;
  readonly application: Recorder;
}

async function judge(
  name: string,
  { gate, control, history, directory, application }: Judged,
): Promise<string[]> {
  const problems: string[] = [];
  const { switch: current } = await control.get<{ switch: { mode: Mode; reason: string } }>('/status');
  const expected = [history.acknowledged, ...(history.pending ? [history.pending] : [])];
  const happened = expected.find(({ mode, reason }) => mode === current.mode && reason === current.reason);
  if (!happened) {
    const possible = expected.map(({ mode, reason }) => `${mode} ("${reason}")`).join(' or ');
    problems.push(`${name}: the switch is ${current.mode} ("${current.reason}"), expected ${possible}`);
  }
  const probe = `/judge/${name.replaceAll(' ', '-')}`;
  await sendRequest({ port: gate.port, method: 'POST', target: probe, body: ['x'] });
  const arrived = application.requests.some(({ target }) => target === probe);
  if (arrived !== (current.mode === 'open')) {
    problems.push(
      `${name}: a write ${arrived ? 'arrived' : 'was refused'} although the switch is ${current.mode}`,
    );
  }
  const { findings } = await control.post<{ findings: readonly unknown[] }>('/audit/verify', {});
  if (findings.length > 0) problems.push(`${name}: audit verify found ${JSON.stringify(findings)}`);
  problems.push(...judgeStore(name, directory, history));
  history.acknowledged = { mode: current.mode, reason: current.reason };
  history.pending = null;
  return problems;
}

function judgeStore(name: string, directory: string, { onRecord }: History): string[] {
  const database = new DatabaseSync(join(directory, 'portcullis.sqlite'), { readOnly: true });
  try {
    const problems: string[] = [];
    const integrity = database.prepare('pragma integrity_check').all();
    if (integrity.length !== 1 || integrity[0]?.integrity_check !== 'ok') {
      problems.push(`${name}: the store is damaged: ${JSON.stringify(integrity)}`);
    }
    const recorded = new Set(
      database
        .prepare(
          "select json_extract(data, '$.reason') as reason from audit_records where kind = 'switch.changed'",
        )
        .all()
        .map(({ reason }) => String(reason)),
    );
    for (const reason of onRecord) {
      if (!recorded.has(reason)) problems.push(`${name}: the acknowledged "${reason}" is not on record`);
    }
    return problems;
  } finally {
    database.close();
  }
}
