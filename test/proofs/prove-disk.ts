import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ControlClient, createControlClient } from 'portcullis';
import { type Fault, type Faults, injectFaults } from '../support/faults/inject-faults.ts';
import { type GateProcess, startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { sendRequest } from '../support/send-request.ts';
import { type ProofOptions, type ProofResult, pause } from './proof.ts';
import {
  type Call,
  type CalledApplication,
  callPolicy,
  judgeCalls,
  sendCall,
  startCalledApplication,
} from './webhook-calls.ts';

export interface DiskProofOptions extends ProofOptions {
  /** Only each so manieth operation. @default 1 */
  readonly stride?: number;
}

type DiskFault = Pick<Fault, 'kinds' | 'error'>;

const fullDisk: DiskFault = { kinds: ['write', 'change'], error: 'ENOSPC' };
const brokenDisks: readonly DiskFault[] = [
  { kinds: ['write', 'change'], error: 'EROFS' },
  { kinds: ['write', 'change'], error: 'EACCES' },
  { kinds: ['write', 'change'], error: 'EIO' },
  { kinds: ['sync'], error: 'EIO' },
];

/**
 * The disk of a server is full from its first, second, third … write on, up to `count`, while webhooks come, the switch is turned
 * and passes are made; later there is room again. What was acknowledged is there and on record, what was refused did not
 * happen, whoever sent a webhook is told to come again, the site stays shut, and all of it works again without a restart.
 */
export function proveFullDisk({ count, stride = 1, onProgress }: DiskProofOptions): Promise<ProofResult> {
  return onFaultyDisk(async (stage) => {
    for (let from = 1; from <= count; from += stride) {
      await stage.breakFrom(from, fullDisk);
      onProgress?.(from);
    }
  });
}

/** The same with a disk that became read-only, may not be written, or fails while it writes or flushes. `count`: how often. */
export function proveBrokenDisk({ count, stride = 1, onProgress }: DiskProofOptions): Promise<ProofResult> {
  return onFaultyDisk(async (stage) => {
    for (let index = 0; index < count; index += 1) {
      const fault = brokenDisks[index % brokenDisks.length] ?? fullDisk;
      await stage.breakFrom(1 + Math.floor(index / brokenDisks.length) * stride, fault);
      onProgress?.(index + 1);
    }
  });
}

interface Stage {
  breakFrom(from: number, fault: DiskFault): Promise<void>;
}

async function onFaultyDisk(work: (stage: Stage) => Promise<void>): Promise<ProofResult> {
  const state = temporaryDirectory();
  const faults = injectFaults({ folder: state.path });
  const application = await startCalledApplication();
  const start = () => startGate(state.path, { application, faults });
  let gate = await start();
  const run = newRun(state.path, { faults, gate: () => gate });
  try {
    await run.change();
    await work({ breakFrom: run.breakFrom });
    run.problems.push(...application.wrong);
    if (application.arrived.length > 0) run.problems.push('a webhook came through while the site was shut');
    // What is on the disk is what was said: a new process knows all of it.
    await gate.kill();
    gate = await start();
    run.problems.push(...(await run.judgeMode('after a restart')), ...(await run.judgeRecords()));
    await run.deliverAll();
    run.problems.push(...judgeCalls(run.acknowledged, application));
    const { acknowledged, refused, changes, faulty } = run.facts();
    return { violations: run.problems, facts: { faulty, acknowledged, refused, changes } };
  } finally {
    faults.disarm();
    await gate.kill();
    await application.close();
    faults.close();
    state.remove();
  }
}

function startGate(
  stateDirectory: string,
  { application, faults }: { readonly application: CalledApplication; readonly faults: Faults },
): Promise<GateProcess> {
  return startGateProcess({
    config: { upstream: application.origin, timeouts: { drainMs: 500 }, policy: callPolicy },
    stateDirectory,
    environment: faults.environment,
  });
}

function newRun(
  stateDirectory: string,
  { faults, gate }: { readonly faults: Faults; readonly gate: () => GateProcess },
) {
  const control: ControlClient = createControlClient({ stateDirectory, site: 'default', timeoutMs: 30_000 });
  const problems: string[] = [];
  const acknowledged: Call[] = [];
  const numbers = new Map<string, number>();
  const onRecord: string[] = [];
  let current: { mode: string; reason: string } = { mode: 'open', reason: '' };
  let refused = 0;
  let faulty = 0;
  let serial = 0;

  /** Whether it was acknowledged. */
  async function call(): Promise<boolean> {
    serial += 1;
    const key = serial % 2 === 0 ? 'a' : 'b';
    const one = { key, number: (numbers.get(key) ?? 0) + 1 };
    const { status, retryAfter } = await sendCall(gate().port, one);
    if (status === 202) {
      numbers.set(key, one.number);
      acknowledged.push(one);
      return true;
    }
    refused += 1;
    if (status !== 503 || retryAfter === null) {
      problems.push(`a webhook was answered ${status} with Retry-After: ${retryAfter}`);
    }
    return false;
  }

  /** Whether it was done. */
  async function change(): Promise<boolean> {
    serial += 1;
    const mode = current.mode === 'closed' ? 'read-only' : 'closed';
    const reason = `change ${serial}`;
    try {
      await control.post('/on', { actor: 'prover', force: true, anyway: true, mode, reason });
    } catch (error) {
      refused += 1;
      const { code = 'nothing' } = error as { readonly code?: string };
      if (!/^PORTCULLIS_(STORE_UNAVAILABLE|AUDIT_UNWRITABLE)$/.test(code)) {
        problems.push(`a change was refused with ${code}: ${String(error)}`);
      }
      return false;
    }
    current = { mode, reason };
    onRecord.push(reason);
    return true;
  }

  async function judgeMode(when: string): Promise<string[]> {
    const found: string[] = [];
    const answer = async (method: string) =>
      (await sendRequest({ port: gate().port, method, target: '/orders', headers: { Host: 'a.example' } }))
        .status;
    const { switch: stored } = await control.get<{ switch: { mode: string; reason: string } }>('/status');
    if (stored.mode !== current.mode || stored.reason !== current.reason) {
      found.push(
        `${when}: the switch is ${stored.mode} ("${stored.reason}"), not ${current.mode} ("${current.reason}")`,
      );
    }
    if (when === 'after a restart') return found;
    const [read, write] = [await answer('GET'), await answer('POST')];
    const expected = current.mode === 'closed' ? 503 : 200;
    if (read !== expected || write !== 503)
      found.push(`${when}: ${current.mode} answers ${read} and ${write}`);
    return found;
  }

  /** What a start without the store would go by. */
  function rememberedReason(): string {
    const file = join(stateDirectory, 'state-default.json');
    if (!existsSync(file)) return 'nothing';
    return /"reason":"([^"]*)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'nothing';
  }

  async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
    for (let waitedMs = 0; !(await isSo()); waitedMs += 20) {
      if (waitedMs > 30_000) {
        problems.push(`${what} did not come\n${gate().log().slice(-2_000)}`);
        return;
      }
      await pause(20);
    }
  }

  return {
    problems,
    acknowledged,
    change,
    judgeMode,
    facts: () => ({ acknowledged: acknowledged.length, refused, changes: onRecord.length, faulty }),
    async breakFrom(from: number, { kinds, error = 'EIO' }: DiskFault): Promise<void> {
      const name = `${error} at ${kinds.join(' and ')} ${from}`;
      const before = problems.length;
      const logged = gate().log().length;
      faults.arm({ action: 'fail', kinds, error, from });
      for (let step = 0; faults.hits() === 0; step += 1) await (step % 5 === 3 ? change() : call());
      faulty += 1;
      // With a disk that takes nothing, nothing more is acknowledged.
      for (const attempt of [call, change, call]) {
        if (await attempt()) problems.push(`something was acknowledged that no disk took`);
      }
      problems.push(...(await judgeMode('without a disk')));
      if (!/"level":(?:50|"error")/.test(gate().log().slice(logged))) problems.push('nothing is on the log');
      faults.disarm();
      await until('a webhook that is taken again', call);
      // What it could not keep then, without anything that happens anew.
      await until('the state on the disk', () => rememberedReason() === current.reason);
      await until('a change that is done again', change);
      problems.push(...(await judgeMode('with room again')));
      for (const [index, problem] of problems.entries()) {
        if (index >= before) problems[index] = `${name}: ${problem}`;
      }
    },
    async judgeRecords(): Promise<string[]> {
      const found: string[] = [];
      const { findings } = await control.post<{ findings: readonly unknown[] }>('/audit/verify', {});
      if (findings.length > 0) found.push(`audit verify found ${JSON.stringify(findings)}`);
      const recorded = changesOnRecord(stateDirectory);
      for (const reason of onRecord) {
        if (!recorded.includes(reason)) found.push(`the acknowledged "${reason}" is not on record`);
      }
      if (recorded.length !== onRecord.length) {
        found.push(`${onRecord.length} changes were acknowledged, ${recorded.length} are on record`);
      }
      return found;
    },
    async deliverAll(): Promise<void> {
      await control.post('/off', { actor: 'prover', anyway: true });
      await until('the end of deliveries', async () => {
        const { webhooks } = await control.get<{ webhooks: readonly { waiting: number; failed: number }[] }>(
          '/webhooks',
        );
        return webhooks.every(({ waiting, failed }) => waiting === 0 && failed === 0);
      });
    },
  };
}

function changesOnRecord(stateDirectory: string): readonly string[] {
  const database = new DatabaseSync(join(stateDirectory, 'portcullis.sqlite'), { readOnly: true });
  try {
    return database
      .prepare(
        "select json_extract(data, '$.reason') as reason from audit_records where kind = 'switch.changed'",
      )
      .all()
      .map(({ reason }) => String(reason));
  } finally {
    database.close();
  }
}
