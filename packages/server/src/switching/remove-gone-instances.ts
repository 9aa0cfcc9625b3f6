import { readlink } from 'node:fs/promises';
import type { InstanceInfo, ServerStore, StoredInstance } from '@portcullis/gate';
import type { InstanceMemory } from '@portcullis/store/host';
import type { Logger } from '../observe/logger.ts';
import { isSilent } from './is-silent.ts';

export interface RemoveGoneOptions {
  readonly store: Pick<ServerStore, 'instances' | 'deliveries'>;
  readonly site: string;
  /** The server that asks. It has its state directory to itself by now. */
  readonly own: Pick<InstanceInfo, 'id' | 'host' | 'processId'>;
  readonly memory: InstanceMemory;
  /** Whether the processes of this host's name can be looked up by their numbers. */
  readonly seesProcesses: boolean;
  readonly logger: Logger;
}

/** Without an answer of the store it is tried again so often. */
const againMs = 5_000;

/** As `removeGoneInstances`, until the list was looked through once. Returns the way to stop; the first look is over by then. */
export async function keepRemovingGone(
  options: RemoveGoneOptions,
  { everyMs = againMs }: { readonly everyMs?: number } = {},
): Promise<() => void> {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  async function look(isFirst: boolean): Promise<void> {
    if (await removeGoneInstances(options, { isFirst })) return;
    if (isStopped) return;
    timer = setTimeout(() => void look(false), everyMs);
    timer.unref();
  }
  await look(true);
  return () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
  };
}

/**
 * Takes instances of this host off the list that are gone: they were killed and enforce nothing any more. Those are the ones that had
 * this server's state directory before, and those whose process is not there. A process of another host, one within a container, or
 * one whose number was given again stays until it returns or an operator removes it. False: the list could not be looked through.
 */
export async function removeGoneInstances(
  { store, site, own, memory, seesProcesses, logger }: RemoveGoneOptions,
  { isFirst = true }: { readonly isFirst?: boolean } = {},
): Promise<boolean> {
  let before: readonly string[] = [];
  let isLookedThrough = false;
  try {
    before = await memory.read();
    for (const instance of await store.instances.list(site)) {
      if (instance.id === own.id || instance.host !== own.host) continue;
      if (!before.includes(instance.id) && !(seesProcesses && hasEnded(instance, own))) continue;
      await store.instances.remove(site, instance.id);
      // What it was delivering goes out again at once, instead of when its lease ends.
      await store.deliveries.release(site, instance.id);
      logger.info({ gone: instance.id }, 'an instance of this host is gone and was taken off the list');
    }
    isLookedThrough = true;
  } catch (error) {
    if (isFirst) {
      logger.warn({ error }, 'the list of instances could not be looked through; tried again until it can');
    }
  }
  try {
    await memory.write(isLookedThrough ? [own.id] : [...before.filter((id) => id !== own.id), own.id]);
  } catch (error) {
    if (isFirst) logger.warn({ error }, 'who has this state directory could not be written down');
  }
  return isLookedThrough;
}

/**
 * Two containers may share the name of a host, each with a process 1: where nobody can look into the other, a number says nothing. And
 * whoever has just reported lives, wherever that is.
 */
function hasEnded(instance: StoredInstance, own: Pick<InstanceInfo, 'processId'>): boolean {
  const { processId } = instance;
  return isSilent(instance) && (processId === own.processId || !isRunning(processId));
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The namespace of processes that a Linux host begins with; a container has another (`PROC_PID_INIT_INO` in the kernel's proc_ns.h). */
const firstNamespace = 'pid:[4026531836]';

/** Whether this process sees all others of its host by their numbers: not within a container. */
export async function seesProcessesOfHost(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  return (await readlink('/proc/self/ns/pid').catch(() => '')) === firstNamespace;
}
