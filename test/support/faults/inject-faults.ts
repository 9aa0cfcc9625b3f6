import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isOnPath, programPath } from '../../../scripts/setup-debian.ts';

/**
 * What happens to an operation of a process. `tear`: of a write the first half is done, and nothing after it. Times in ms.
 * Numbers count the operations that are meant, from 1, since it was told.
 */
export interface Fault {
  readonly action: 'kill' | 'fail' | 'delay' | 'tear';
  readonly kinds: readonly FaultKind[];
  /** @default 1 */
  readonly from?: number;
  /** @default each one from then on */
  readonly until?: number;
  /** Of `fail`. */
  readonly error?: keyof typeof constants.errno;
  /** Of `delay`, each. */
  readonly delayMs?: number;
}

/**
 * On files of the folder: `write`, `sync` (fsync and fdatasync), `change` (creating, renaming, removing and cutting). On every
 * socket of the process: `receive` and `send`.
 */
export type FaultKind = 'write' | 'sync' | 'change' | 'receive' | 'send';

/** Faults of the disk and the clock of one process, below Node and SQLite: at the calls of the C library. */
export interface Faults {
  /** With it the process is started. */
  readonly environment: Readonly<Record<string, string>>;
  arm(fault: Fault): void;
  disarm(): void;
  /** Operations of those kinds since it was armed. */
  count(): number;
  /** How many of them it happened to. */
  hits(): number;
  /** The clock of the process from now on, monotonic clocks aside: so far ahead of the machine's, and drifting by so many parts of a million. */
  setClock(aheadMs: number, options?: { readonly driftPpm?: number }): void;
  close(): void;
}

export interface FaultsOptions {
  /** Files that are meant lie under it. */
  readonly folder: string;
  /** Only those with this in their path. @default all of them */
  readonly named?: string;
}

const bits: Readonly<Record<FaultKind, number>> = { write: 1, sync: 2, change: 4, receive: 8, send: 16 };
const actions = { kill: 1, fail: 2, delay: 3, tear: 4 } as const;
const fieldCount = 11;
const root = join(import.meta.dirname, '..', '..', '..');

/** On a developer's machine a compiler that is not installed is a gap that is said; on CI it fails. */
export function isWithoutCompiler(): boolean {
  const { CI = '' } = process.env;
  const isCi = CI !== '' && CI !== 'false' && CI !== '0';
  return !isCi && !isOnPath('gcc', programPath);
}

export function injectFaults({ folder, named }: FaultsOptions): Faults {
  const library = buildLibrary();
  const file = `${folder}.faults`;
  const control = openSync(file, 'w+', 0o600);
  writeSync(control, Buffer.alloc(fieldCount * 8));
  const write = (field: number, ...values: readonly number[]): void => {
    const bytes = Buffer.alloc(values.length * 8);
    for (const [index, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), index * 8);
    writeSync(control, bytes, 0, bytes.length, field * 8);
  };
  const read = (field: number): number => {
    const bytes = Buffer.alloc(8);
    readSync(control, bytes, 0, 8, field * 8);
    return Number(bytes.readBigInt64LE());
  };
  return {
    environment: {
      LD_PRELOAD: library,
      FAULTS_CONTROL: file,
      FAULTS_UNDER: `${folder}/`,
      ...(named !== undefined && { FAULTS_NAMED: named }),
    },
    arm({ action, kinds, from = 1, until = 1e15, error = 'EIO', delayMs = 0 }) {
      write(0, 0);
      const mask = kinds.reduce((sum, kind) => sum + bits[kind], 0);
      write(1, mask, from, until, constants.errno[error], delayMs, 0, 0);
      write(0, actions[action]);
    },
    disarm: () => write(0, 0),
    count: () => read(6),
    hits: () => read(7),
    setClock: (aheadMs, { driftPpm = 0 } = {}) => write(8, aheadMs, driftPpm, Date.now()),
    close: () => closeSync(control),
  };
}

/** Once for each text of it. */
function buildLibrary(): string {
  const source = join(import.meta.dirname, 'faults.c');
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const folder = join(root, '.portcullis');
  const library = join(folder, `faults-${digest}.so`);
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  const made = `${library}.${process.pid}`;
  execFileSync('gcc', ['-O1', '-shared', '-fPIC', '-o', made, source, '-ldl'], { stdio: 'pipe' });
  renameSync(made, library);
  return library;
}
