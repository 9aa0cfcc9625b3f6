import { randomUUID } from 'node:crypto';
import {
  type Actor,
  type AuditEntry,
  type Gate,
  PortcullisError,
  type SiteState,
  type Store,
  type Switch,
  type SwitchRequest,
} from '@portcullis/gate';
import { actorOnRecord } from './actor-on-record.ts';

export interface ChangeOptions {
  readonly gate: Gate;
  readonly store: Store;
  /** The state the caller decided on; somebody faster makes the change fail. */
  readonly current: Switch;
  readonly request: SwitchRequest;
  readonly kind: 'switch.changed' | 'switch.expired' | 'switch.drained' | 'production.changed';
  /** Who stands on record for it. @default the actor of the request */
  readonly by?: Actor;
  /** Further facts for the record, such as what was forced. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * One change of the switch with its audit record, in one transaction; then this instance enforces it and the
 * chain is sealed. Rejects with PORTCULLIS_SWITCH_CONFLICT naming who was faster.
 */
export async function changeSwitch(options: ChangeOptions): Promise<SiteState> {
  const { gate, store, current, request, kind, facts = {}, by = request.actor } = options;
  const entry: AuditEntry = {
    kind,
    actor: actorOnRecord(by),
    data: {
      from: { mode: current.mode, areas: current.areas, epoch: current.epoch },
      to: { mode: request.mode, areas: request.areas },
      reason: request.reason,
      expected: request.expected,
      expires: request.expires,
      ...facts,
    },
  };
  // Past what any instance remembers, here or on other hosts: an operator's change settles a contested store.
  const instances = await store.instances.list(gate.site);
  const newestKnown = Math.max(gate.view().snapshot.switch.epoch, ...instances.map(({ epoch }) => epoch));
  const result = await gate.audit.writeWith(entry, async (record) => {
    const changed = await store.switch.change(gate.site, {
      expectedEpoch: current.epoch,
      leastEpoch: newestKnown + 1,
      request,
      newWindowId: randomUUID(),
      record,
    });
    return { stored: changed.kind === 'changed', result: changed };
  });
  if (result.kind === 'conflict') throw switchConflict(result.state.switch);
  await gate.refresh();
  // The change is stored and in force, whatever becomes of its seal; the log names each place that refused it.
  await gate.audit.seal().catch(() => undefined);
  return result.state;
}

export function switchConflict(winner: Switch): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_SWITCH_CONFLICT',
    `Nothing was changed: ${winner.actor.name} changed the switch first. The site is now ${winner.mode} (epoch ${winner.epoch}${winner.reason ? `, "${winner.reason}"` : ''}). Look at its state and decide again.`,
    { values: { name: winner.actor.name, mode: winner.mode, epoch: winner.epoch, reason: winner.reason } },
  );
}
