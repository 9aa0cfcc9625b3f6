import type { AuditEntry, Gate, ServerStore, TransitionPart } from '@portcullis/gate';
import type { ConductorMemory, Decided, MemoryWrite } from '@portcullis/quiesce/conductor';
import { actorOnRecord } from '../switching/actor-on-record.ts';

export interface TransitionMemoryOptions {
  readonly gate: Gate;
  readonly store: Pick<ServerStore, 'transitions'>;
  readonly conductorId: string;
  /** Whether the configuration names it; what it does not is left as it is. */
  readonly isDeclared: (part: Pick<TransitionPart, 'kind' | 'name'>) => boolean;
}

/** Keeps progress in the store, each step that anybody would ask about with its record, in one transaction. */
export function createTransitionMemory({
  gate,
  store: { transitions },
  conductorId,
  isDeclared,
}: TransitionMemoryOptions): ConductorMemory {
  const { site } = gate;
  return {
    read: () => transitions.read(site),
    claim: (leaseMs, over) =>
      transitions.claim(site, { id: conductorId, leaseMs, ...(over !== undefined && { over }) }),
    release: () => transitions.release(site, conductorId),
    async write({ expectedVersion, before, after, decided }) {
      const write = { conductorId, expectedVersion, transition: after };
      const entry =
        decided === null
          ? entryFor({ before, after }, isDeclared)
          : decidedEntry(decided, phaseChange({ before, after }));
      if (entry === null) return transitions.write(site, { ...write, record: null });
      return gate.audit.writeWith(entry, async (record) => {
        const result = await transitions.write(site, { ...write, record });
        return { stored: result === 'written', result };
      });
    },
  };
}

const actor = 'system:conductor';

/** What a step is on record as; null = it is a look ahead that nobody asks about. */
function entryFor(
  { before, after }: Pick<MemoryWrite, 'before' | 'after'>,
  isDeclared: TransitionMemoryOptions['isDeclared'],
): AuditEntry | null {
  const part = changedPart({ before, after }, isDeclared);
  if (part !== null) return { kind: 'transition.part', actor, data: part };
  if (before?.phase === after?.phase && before?.direction === after?.direction) return null;
  return {
    kind: 'transition.phase',
    actor,
    data: phaseChange({ before, after }),
  };
}

/** Why it was given up is known better than before. */
function isExplained(before: TransitionPart, after: TransitionPart): boolean {
  return before.givenUp !== null && after.givenUp !== null && before.givenUp !== after.givenUp;
}

function phaseChange({ before, after }: Pick<MemoryWrite, 'before' | 'after'>) {
  return {
    direction: after?.direction ?? before?.direction,
    from: before?.phase ?? null,
    to: after?.phase ?? null,
    setback: after?.setback ?? null,
  };
}

/** Who decided it, and why, in the place of what came about by itself. */
function decidedEntry(
  { decision, by, reason }: Decided,
  change: Readonly<Record<string, unknown>>,
): AuditEntry {
  return { kind: 'transition.decided', actor: actorOnRecord(by), data: { decision, reason, ...change } };
}

function changedPart(
  { before, after }: Pick<MemoryWrite, 'before' | 'after'>,
  isDeclared: TransitionMemoryOptions['isDeclared'],
) {
  for (const part of before?.parts ?? []) {
    const now = after?.parts.find(({ kind, name }) => kind === part.kind && name === part.name);
    const what = { kind: part.kind, name: part.name };
    if (now === undefined) {
      // Left as it was found: nothing was done to it.
      if (part.did === 'stopped' && part.prior === 'running') {
        return { ...what, did: isDeclared(part) ? 'started' : 'left' };
      }
    } else if (now.did !== part.did || isExplained(part, now)) {
      const done = { ...what, did: now.did === 'stopped' ? 'stopped' : 'started', tables: now.tables };
      // Why it is left running, although the window would stop it.
      return now.givenUp === null ? done : { ...done, reason: now.givenUp };
    }
  }
  return null;
}
