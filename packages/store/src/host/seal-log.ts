import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { AuditSeal } from '@portcullis/gate';
import { auditSealShape } from '../record/audit-shape.ts';
import { json } from '../record/shape.ts';
import { reasonOf, systemCode, unwritable } from './file-error.ts';
import { ensureDirectory, makePrivate, objectionTo, openRegularFile, syncDirectory } from './private-file.ts';
import { statePath } from './state-path.ts';

export interface SealLog {
  append(site: string, seal: AuditSeal): Promise<void>;
  read(site: string): Promise<readonly AuditSeal[]>;
}

export interface SealLogOptions {
  readonly directory: string;
  /** A log of this size is put aside; four such are kept, and of older ones each chain's last seal. */
  readonly rotateBytes: number;
  readonly onDamaged: (file: string, reason: string) => void;
}

const keptGenerations = 4;
const appendFlags =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Seals as lines of JSON, flushed one by one, so that a cut of the store's audit shows on the host. */
export function createSealLog({ directory, rotateBytes, onDamaged }: SealLogOptions): SealLog {
  /** The last head this process sealed: the same head again protects nothing more. */
  const lastHeads = new Map<string, string>();
  /** The last append of each log: two at once would both find it large enough to be put aside. */
  const appending = new Map<string, Promise<void>>();
  let rotations = 0;
  const pathOf = (site: string): string => statePath({ directory, site, prefix: 'seals', suffix: '.jsonl' });

  async function appendNow(path: string, seal: AuditSeal): Promise<void> {
    let size: number;
    try {
      await ensureDirectory(directory);
      size = await appendLine(path, seal);
    } catch (cause) {
      throw unwritable(path, cause);
    }
    if (size <= rotateBytes) return;
    await rotate(path).catch((error: unknown) => {
      // The seal is kept; another process may just have put the same log aside.
      if (systemCode(error) !== 'ENOENT') onDamaged(path, `it could not be put aside: ${reasonOf(error)}`);
    });
  }

  async function rotate(path: string): Promise<void> {
    // A name of its own: of two processes that come here at once neither overwrites the other's.
    rotations += 1;
    await rename(path, path.replace(/jsonl$/, `${Date.now()}-${process.pid}-${rotations}.jsonl`));
    const [oldest, ...younger] = await generationsOf(path);
    if (oldest === undefined || younger.length < keptGenerations) return;
    const still = new Set((await readAll([...younger, path], onDamaged)).map(({ chain }) => chain));
    const last = new Map((await readAll([oldest], onDamaged)).map((seal) => [seal.chain, seal]));
    for (const [chain, seal] of last) if (!still.has(chain)) await appendLine(path, seal);
    await unlink(oldest);
  }

  return {
    async append(site, seal) {
      const path = pathOf(site);
      const key = JSON.stringify([site, seal.chain]);
      const head = `${seal.sequence}:${seal.hash}`;
      if (lastHeads.get(key) === head) return;
      const before = appending.get(path) ?? Promise.resolve();
      const appended = before.catch(() => undefined).then(() => appendNow(path, seal));
      appending.set(path, appended);
      await appended;
      lastHeads.set(key, head);
    },
    async read(site) {
      const path = pathOf(site);
      return readAll([...(await generationsOf(path)), path], onDamaged);
    },
  };
}

/** Returns the log's size. */
async function appendLine(path: string, seal: AuditSeal): Promise<number> {
  const handle = await open(path, appendFlags, 0o600);
  try {
    const objection = await objectionTo(handle, path);
    if (objection !== null) throw new Error(objection);
    const { size } = await handle.stat();
    if (size === 0) {
      await makePrivate(handle, path);
      await syncDirectory(dirname(path));
    }
    // One write: lines of several processes do not mix. A line torn by a crash ends here.
    const line = `${(await endsTorn(handle, size)) ? '\n' : ''}${JSON.stringify(seal)}\n`;
    await handle.appendFile(line);
    await handle.sync();
    return size + Buffer.byteLength(line);
  } finally {
    await handle.close();
  }
}

async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

/** The logs put aside, oldest first. */
async function generationsOf(path: string): Promise<readonly string[]> {
  const start = basename(path).replace(/jsonl$/, '');
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((name) => name.startsWith(start) && /^\d+-\d+-\d+\.jsonl$/.test(name.slice(start.length)))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(dirname(path), name));
}

async function readAll(
  paths: readonly string[],
  onDamaged: SealLogOptions['onDamaged'],
): Promise<readonly AuditSeal[]> {
  const seals: AuditSeal[] = [];
  for (const path of paths) {
    for (const [index, line] of (await linesOf(path, onDamaged)).entries()) {
      try {
        if (line !== '') seals.push(json(auditSealShape)(line, `line ${index + 1}`));
      } catch (error) {
        onDamaged(path, reasonOf(error));
      }
    }
  }
  return seals;
}

async function linesOf(path: string, onDamaged: SealLogOptions['onDamaged']): Promise<readonly string[]> {
  const found = await openRegularFile(path);
  if (found.kind === 'absent') return [];
  if (found.kind === 'unusable') {
    onDamaged(path, found.reason);
    return [];
  }
  try {
    // Bytes that are no UTF-8 spoil their own line only: its signature will not fit.
    return (await found.handle.readFile('utf8')).split('\n');
  } catch (error) {
    onDamaged(path, reasonOf(error));
    return [];
  } finally {
    await found.handle.close();
  }
}
