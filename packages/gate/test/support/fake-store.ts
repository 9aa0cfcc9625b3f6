import type { AuditRecord } from '../../src/model/audit.ts';
import type { InstanceReport } from '../../src/model/instance.ts';
import type { Pass } from '../../src/model/pass.ts';
import { isWindow, type Switch, untouchedSwitch } from '../../src/model/switch.ts';
import type {
  AuditQuery,
  ChainOrderQuery,
  NewestFirstQuery,
  SiteState,
  Store,
} from '../../src/ports/store.ts';

/**
 * As much of a store as a running gate asks for, of one site. The gate hangs on nothing, so its tests do not
 * borrow a driver; what drivers promise is the conformance suite's.
 */
export function createFakeStore(wallMs: () => number, lineage: string): Store {
  let current: Switch = untouchedSwitch('shop');
  const passes = new Map<string, Pass>();
  const claimed = new Set<string>();
  const reports = new Map<string, { readonly report: InstanceReport; readonly seenAt: number }>();
  const records: AuditRecord[] = [];
  const raiseEpoch = (): void => {
    current = { ...current, epoch: current.epoch + 1 };
  };
  const state = (): SiteState => ({
    lineage,
    now: wallMs(),
    switch: current,
    passes: [...passes.values()].filter(
      ({ expiresAt, revokedAt }) => revokedAt === null && wallMs() < expiresAt,
    ),
  });
  return {
    switch: {
      read: async () => state(),
      async version() {
        const { epoch, windowId, since } = current;
        return { lineage, epoch, windowId, since };
      },
      async change(_, { expectedEpoch, request, newWindowId, record }) {
        if (expectedEpoch !== current.epoch) return { kind: 'conflict', state: state() };
        const windowId = isWindow(request) ? (current.windowId ?? newWindowId) : null;
        const { site, epoch } = current;
        const since = wallMs();
        const opened = windowId === null ? null : (current.opened ?? { by: request.actor, at: since });
        const { draining = [] } = request;
        const setBy = request.actor;
        current = { site, ...request, epoch: epoch + 1, windowId, since, setBy, opened, draining };
        records.push(record);
        return { kind: 'changed', state: state() };
      },
      subscribe: () => () => undefined,
    },
    instances: {
      async report(_, report) {
        reports.set(report.id, { report, seenAt: wallMs() });
        return wallMs();
      },
      list: async () =>
        [...reports.values()].map(({ report, seenAt }) => ({ ...report, seenAt, now: wallMs() })),
      remove: async (_, id) => reports.delete(id),
    },
    passes: {
      async create(pass, record) {
        passes.set(pass.id, pass);
        records.push(record);
        raiseEpoch();
      },
      list: async () => [...passes.values()],
      search: async () => ({ passes: [...passes.values()], total: passes.size, now: wallMs() }),
      redeem: async () => null,
      async revoke(_, id) {
        raiseEpoch();
        return passes.delete(id);
      },
      async claim(_, key) {
        if (claimed.has(key)) return false;
        claimed.add(key);
        return true;
      },
    },
    audit: {
      async append(_, more) {
        records.push(...more);
      },
      read: async (_, query) => select(records, query),
      head: async (_, chain) => records.filter((record) => record.chain === chain).at(-1) ?? null,
      seal: async () => undefined,
      seals: async () => [],
      chains: async () => [...new Set(records.map(({ chain }) => chain))],
    },
    close: async () => undefined,
  };
}

/** In the order they came in, which is that of time, too: a fake's clock does not go back. */
function select(records: readonly AuditRecord[], query: AuditQuery): readonly AuditRecord[] {
  const found = query.newestFirst ? searched(records, query) : inChain(records, query);
  return found.slice(0, query.limit);
}

function inChain(
  records: readonly AuditRecord[],
  { chain, after = 0 }: ChainOrderQuery,
): readonly AuditRecord[] {
  return records.filter(
    (record) => (chain === undefined || record.chain === chain) && record.sequence > after,
  );
}

function searched(
  records: readonly AuditRecord[],
  { kinds, actor, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, before }: NewestFirstQuery,
): readonly AuditRecord[] {
  const newest = records.toReversed();
  const last = newest.findIndex(
    ({ chain, sequence }) => chain === before?.chain && sequence === before.sequence,
  );
  return newest
    .slice(last + 1)
    .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
    .filter((record) => actor === undefined || record.actor === actor)
    .filter(({ at }) => from <= at && at < to);
}
