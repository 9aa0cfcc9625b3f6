import { deriveKeyBytes, importSigningKey } from '../../src/identity/index.ts';
import type { AuditRecord, AuditSeal } from '../../src/model/audit.ts';
import { PortcullisError } from '../../src/model/error.ts';
import type { HostState } from '../../src/ports/host-state.ts';
import type { AuditStore } from '../../src/ports/store.ts';
import type { AuditEntry } from '../../src/runtime/audit/audit-chain.ts';
import { type AuditLog, createAuditLog } from '../../src/runtime/audit/audit-log.ts';
import { verifyAudit } from '../../src/runtime/audit/verify-audit.ts';

/** How the store takes the next appends: as it should, not at all, without its answer arriving, or only when `arrive` is called. */
type Behaviour = 'well' | 'away' | 'stores without answering' | 'arrives late' | 'refuses what it stores';

interface FakeStore extends AuditStore {
  readonly chainsByName: Map<string, AuditRecord[]>;
  readonly sealed: AuditSeal[];
  /** One for each append to come; then it behaves as `always`. */
  readonly next: Behaviour[];
  always: Behaviour;
  headBehaviour: Behaviour;
  sealBehaviour: Behaviour;
  /** While set, appends wait for it. */
  gate: Promise<void> | null;
  /** While set, whoever asks for the head waits for it. */
  headGate: Promise<void> | null;
  /** What is on its way for long arrives now. */
  arrive(): void;
}

const away = () => new PortcullisError('PORTCULLIS_STORE_UNAVAILABLE', 'the store is away');

function fakeStore(): FakeStore {
  const chainsByName = new Map<string, AuditRecord[]>();
  const sealed: AuditSeal[] = [];
  let late: (readonly AuditRecord[])[] = [];
  function take(records: readonly AuditRecord[]): void {
    const [first] = records;
    if (first === undefined) return;
    const chain = chainsByName.get(first.chain) ?? [];
    if (first.sequence !== chain.length + 1) {
      throw new PortcullisError(
        'PORTCULLIS_AUDIT_UNWRITABLE',
        `number ${chain.length + 1}, got ${first.sequence}`,
      );
    }
    chainsByName.set(first.chain, [...chain, ...records]);
  }
  const store: FakeStore = {
    chainsByName,
    sealed,
    next: [],
    always: 'well',
    headBehaviour: 'well',
    sealBehaviour: 'well',
    gate: null,
    headGate: null,
    arrive() {
      for (const records of late) {
        try {
          take(records);
        } catch {
          // Nobody waits for the answer any more.
        }
      }
      late = [];
    },
    async append(_, records) {
      await store.gate;
      const behaviour = store.next.shift() ?? store.always;
      if (behaviour === 'away') throw away();
      if (behaviour === 'arrives late') {
        late.push(records);
        throw away();
      }
      take(records);
      if (behaviour === 'refuses what it stores') take(records);
      if (behaviour === 'stores without answering') throw away();
    },
    read: async () => [...chainsByName.values()].flat(),
    async head(_, chain) {
      await store.headGate;
      if (store.headBehaviour !== 'well') throw away();
      return chainsByName.get(chain)?.at(-1) ?? null;
    },
    async seal(_, seal) {
      if (store.sealBehaviour !== 'well') throw away();
      sealed.push(seal);
    },
    seals: async () => sealed,
    chains: async () => [...chainsByName.keys()].sort(),
  };
  return store;
}

interface Logged {
  readonly level: 'error' | 'warn' | 'info';
  readonly details: Record<string, unknown>;
  readonly message: string;
}

const auditKey = async () => importSigningKey(await deriveKeyBytes(new Uint8Array(32).fill(7), 'audit'));

export interface StartedAuditLog {
  readonly store: FakeStore;
  /** Milliseconds; moved by the test. */
  readonly clock: { monotonic: number };
  readonly log: AuditLog;
  readonly logged: Logged[];
  readonly hostSeals: AuditSeal[];
  hostFails: boolean;
}

export interface StartAuditLogOptions {
  readonly longestQueue?: number;
  /** Whether there is a disk for seals. @default true */
  readonly host?: boolean;
}

/** An audit log of the chain `alpha` on a store in memory that can fail in every way a store can. */
export async function startAuditLog({
  longestQueue,
  host = true,
}: StartAuditLogOptions = {}): Promise<StartedAuditLog> {
  const key = await auditKey();
  const store = fakeStore();
  const logged: Logged[] = [];
  const hostSeals: AuditSeal[] = [];
  const note =
    (level: Logged['level']) =>
    (details: Record<string, unknown>, message: string): void =>
      void logged.push({ level, details, message });
  let at = 1_000;
  const clock = { monotonic: 0 };
  const started = { store, clock, logged, hostSeals, hostFails: false };
  const seal: HostState['seal'] = async (_, taken) => {
    if (started.hostFails) throw away();
    hostSeals.push(taken);
  };
  const log = createAuditLog({
    site: 'shop',
    chain: 'alpha',
    store,
    host: host ? ({ seal } as HostState) : null,
    key,
    clock: { wallMs: () => at++, monotonicMs: () => clock.monotonic },
    logger: { error: note('error'), warn: note('warn'), info: note('info') },
    ...(longestQueue !== undefined && { longestQueue }),
  });
  return Object.assign(started, { log });
}

export const entryOf = (path: string): AuditEntry => ({ kind: 'bypass.used', actor: 'ada', data: { path } });
export const pathsOf = (records: readonly AuditRecord[] = []) =>
  records
    .filter(({ kind }) => kind === 'bypass.used')
    .map(({ data }) => (JSON.parse(data) as { path: string }).path);
export const findingsOf = async ({ store, hostSeals }: StartedAuditLog) =>
  (
    await verifyAudit({
      records: [...store.chainsByName.entries()].sort().flatMap(([, records]) => records),
      seals: [...store.sealed, ...hostSeals],
      keys: [await auditKey()],
    })
  ).findings;
/** The store as it was when its chain had this many records. */
export const restore = ({ store }: StartedAuditLog, length: number): void => {
  store.chainsByName.set('alpha', (store.chainsByName.get('alpha') ?? []).slice(0, length));
};
export const unwritable = { code: 'PORTCULLIS_AUDIT_UNWRITABLE' };
