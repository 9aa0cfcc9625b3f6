import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '@portcullis/gate';
import {
  type ControlClient,
  createControlClient,
  createLogger,
  parseConfig,
  type RunningServer,
  startServer,
} from 'portcullis';
import { startGateProcess, temporaryDirectory } from '../support/gate-process.ts';
import { sendRequest } from '../support/send-request.ts';
import { pause } from './proof.ts';
import { type Call, type CalledApplication, callPolicy, judgeCalls, sendCall } from './webhook-calls.ts';

/** What a host had on its disk when its server was ended: a closed site with held webhooks. */
export interface KeptSite {
  readonly directory: string;
  readonly held: readonly Call[];
  readonly records: readonly AuditRecord[];
  /** The file of its state as it was while the site was open. */
  readonly olderState: Buffer;
  remove(): void;
}

/** What a server made of a damaged copy of it. */
/** `hidden`: an index for searching lost a record that is whole where the chains are read. */
export type Outcome = 'as it was' | 'found' | 'told' | 'hidden' | 'did not start';

const site = 'default';

/** `ended`: as an operator does, so that all of it lies in the store's file; `killed`: most of it lies in the log beside it. */
export async function keepSite(application: CalledApplication, how: 'ended' | 'killed'): Promise<KeptSite> {
  const state = temporaryDirectory();
  const held: Call[] = [];
  const gate = await startGateProcess({
    config: { upstream: application.origin, timeouts: { drainMs: 500 }, policy: callPolicy },
    stateDirectory: state.path,
  });
  try {
    const control = controlOf(state.path);
    const on = (mode: string) =>
      control.post('/on', { reason: `it is ${mode}`, actor: 'prover', force: true, anyway: true, mode });
    await on('read-only');
    await control.post('/off', { actor: 'prover', anyway: true });
    const olderState = readFileSync(join(state.path, 'state-default.json'));
    await on('read-only');
    for (const number of [1, 2]) {
      for (const key of ['a', 'b', 'c']) {
        held.push({ key, number });
        const { status } = await sendCall(gate.port, { key, number });
        if (status !== 202) throw new Error(`a webhook was answered ${status}\n${gate.log()}`);
      }
    }
    await on('closed');
    await control.post('/audit/verify', {});
    const { records } = await control.get<{ records: AuditRecord[] }>('/audit?limit=200');
    await (how === 'ended' ? gate.stop() : gate.kill());
    return { directory: state.path, held, records, olderState, remove: state.remove };
  } catch (error) {
    await gate.kill();
    state.remove();
    throw error;
  }
}

function controlOf(stateDirectory: string): ControlClient {
  return createControlClient({ stateDirectory, site, timeoutMs: 10_000 });
}

/** A copy of its own, to be damaged. */
export function copyOf({ directory }: KeptSite): { readonly path: string; remove(): void } {
  const copy = temporaryDirectory();
  cpSync(directory, copy.path, { recursive: true, filter: (name) => !name.endsWith('.sock') });
  return copy;
}

/**
 * Starts a server on what is there and looks for lies: a site that opened by itself, a webhook that arrives otherwise than it came or is
 * missing without a word, an audit record that is another and passes for true.
 */
export async function judgeDamaged(
  directory: string,
  { kept, application }: { readonly kept: KeptSite; readonly application: CalledApplication },
): Promise<{ readonly problems: readonly string[]; readonly outcome: Outcome; readonly said: string }> {
  application.arrived.splice(0);
  application.wrong.splice(0);
  const lines: string[] = [];
  let server: RunningServer;
  try {
    server = await startServer({
      environmentMode: null,
      config: parseConfig(
        {
          upstream: application.origin,
          listen: { port: 0 },
          console: false,
          stateDirectory: directory,
          timeouts: { drainMs: 100 },
          policy: callPolicy,
        },
        {
          directory,
          defaultStateDirectory: directory,
          source: 'the proof',
          variable: () => undefined,
        },
      ),
      logger: createLogger({ level: 'warn', site, destination: { write: (line) => void lines.push(line) } }),
    });
  } catch (error) {
    const { code = null, message } = error as { readonly code?: string; readonly message: string };
    const isPlain = code?.startsWith('PORTCULLIS_') === true;
    return {
      problems: isPlain ? [] : [`it did not start: ${String(error)}`],
      outcome: 'did not start',
      said: message,
    };
  }
  try {
    const problems: string[] = [];
    const control = controlOf(directory);
    const statuses: number[] = [];
    for (const method of ['GET', 'POST']) {
      const { status } = await sendRequest({
        port: server.port,
        method,
        target: '/orders',
        headers: { Host: 'a.example' },
      });
      statuses.push(status);
    }
    if (statuses[1] !== 503) problems.push(`a closed site answers ${statuses.join(' and ')}`);
    const audit = await judgeAudit(control, { kept, directory });
    problems.push(...audit.problems);
    const said = [...audit.said, ...(await deliver(control))];
    // SQLite forgets whatever stands behind a damaged place of its log: that is lost, and the audit says from where on.
    problems.push(...judgeCalls(said.length > 0 ? [] : kept.held, application));
    const errors = lines.filter((line) => /"level":(?:50|"error")/.test(line)).length;
    const outcome = said.length > 0 ? 'found' : audit.isHidden ? 'hidden' : errors > 0 ? 'told' : 'as it was';
    return { problems, outcome, said: said.join('; ') };
  } finally {
    await server.close();
  }
}

interface JudgedAudit {
  readonly problems: readonly string[];
  readonly said: readonly string[];
  readonly isHidden: boolean;
}

async function judgeAudit(
  control: ControlClient,
  { kept: { records }, directory }: { readonly kept: KeptSite; readonly directory: string },
): Promise<JudgedAudit> {
  try {
    const { findings } = await control.post<{ findings: readonly { problem: string }[] }>(
      '/audit/verify',
      {},
    );
    const said = findings.map(({ problem }) => problem);
    const { records: found } = await control.get<{ records: AuditRecord[] }>('/audit?limit=400');
    const byPlace = new Map(found.map((record) => [placeOf(record), record]));
    const false_ = records.filter((record) => {
      const now = byPlace.get(placeOf(record));
      return now === undefined || JSON.stringify(now) !== JSON.stringify(record);
    });
    if (false_.length === 0 || said.length > 0) return { problems: [], said, isHidden: false };
    if (false_.every((record) => !byPlace.has(placeOf(record)) && isWholeInItsChain(directory, record)))
      return { problems: [], said, isHidden: true };
    return {
      problems: [`the audit passes for true without ${JSON.stringify(false_[0])}`],
      said,
      isHidden: false,
    };
  } catch (error) {
    return { problems: [], said: [String(error)], isHidden: false };
  }
}

const placeOf = ({ chain, sequence }: AuditRecord): string => `${chain} ${sequence}`;

/** Read as the verification reads it, past the indexes that searching goes by. */
function isWholeInItsChain(directory: string, { chain, sequence, hash, data }: AuditRecord): boolean {
  const database = new DatabaseSync(join(directory, 'portcullis.sqlite'), { readOnly: true });
  try {
    const found = database
      .prepare(
        'select hash, data from audit_records where site = ? and chain = ? and sequence = ? order by chain, sequence',
      )
      .get(site, chain, sequence);
    return found?.hash === hash && found.data === data;
  } finally {
    database.close();
  }
}

/** Opens the site; what was said of webhooks that did not arrive. */
async function deliver(control: ControlClient): Promise<readonly string[]> {
  const said: string[] = [];
  try {
    await control.post('/off', { actor: 'prover', anyway: true });
    for (let waitedMs = 0; waitedMs < 3_000; waitedMs += 10) {
      const { webhooks } = await control.get<{
        webhooks: readonly { waiting: number; failed: number }[];
      }>('/webhooks');
      const waiting = webhooks.reduce((sum, one) => sum + one.waiting, 0);
      const failed = webhooks.reduce((sum, one) => sum + one.failed, 0);
      if (failed > 0) said.push(`${failed} failed`);
      if (waiting === 0 || failed > 0) break;
      if (waitedMs === 2_990) said.push(`${waiting} wait`);
      await pause(10);
    }
    const { held } = await control.get<{ held: readonly { state: string }[] }>('/webhooks/held');
    if (held.some(({ state }) => state === 'waiting' || state === 'failed')) said.push('some are held');
  } catch (error) {
    said.push(String(error));
  }
  return said;
}

/** There, and nobody can use it. */
export function withoutUsableStore(directory: string): void {
  removeStoreLog(directory);
  writeFileSync(join(directory, 'portcullis.sqlite'), 'this is no database\n'.repeat(500));
}

function removeStoreLog(directory: string): void {
  for (const suffix of ['-wal', '-shm'])
    rmSync(join(directory, `portcullis.sqlite${suffix}`), { force: true });
}
