import { randomUUID } from 'node:crypto';
import { type Clock, PortcullisError, type SiteState, type Store } from '@portcullis/gate';
import { compareText } from '../rules/compare-text.ts';
import { nextSwitch } from '../rules/next-switch.ts';
import { comparePasses } from '../rules/pass-page.ts';
import { isAlive, passAfterChange } from '../rules/pass-rules.ts';
import { memoryAudit } from './memory-audit.ts';
import { memoryPasses } from './memory-passes.ts';
import { checkRecords, hint, keepRecords, type MemorySite, untouchedSite } from './memory-site.ts';

export interface MemoryStoreOptions {
  /** @default the machine's clock */
  readonly clock?: Pick<Clock, 'wallMs'>;
}

/** A store that lives and dies with its process: for tests, and for a gate whose state nobody else needs. */
export function createMemoryStore({ clock }: MemoryStoreOptions = {}): Store {
  const lineage = randomUUID();
  const sites = new Map<string, MemorySite>();
  const now = (): number => (clock ? clock.wallMs() : Date.now());
  let closed = false;

  function siteOf(site: string): MemorySite {
    if (closed) {
      throw new PortcullisError(
        'PORTCULLIS_STORE_UNAVAILABLE',
        'The memory store was closed and its content is gone; create a new one',
      );
    }
    const found = sites.get(site) ?? untouchedSite(site);
    sites.set(site, found);
    return found;
  }

  function stateOf(own: MemorySite): SiteState {
    const at = now();
    const passes = [...own.passes.values()].filter((pass) => isAlive(pass, at)).sort(comparePasses);
    return structuredClone({ lineage, now: at, switch: own.switch, passes });
  }

  return {
    switch: {
      async read(site) {
        return stateOf(siteOf(site));
      },
      async change(site, change) {
        const own = siteOf(site);
        if (own.switch.epoch !== change.expectedEpoch) return { kind: 'conflict', state: stateOf(own) };
        checkRecords(own, [change.record]);
        const at = now();
        const next = structuredClone(nextSwitch(own.switch, change, at));
        const window = { before: own.switch.windowId, after: next.windowId };
        for (const pass of own.passes.values()) own.passes.set(pass.id, passAfterChange(pass, window, at));
        own.switch = next;
        keepRecords(own, structuredClone([change.record]));
        hint(own);
        return { kind: 'changed', state: stateOf(own) };
      },
      async version(site) {
        const { epoch, windowId, since } = siteOf(site).switch;
        return { lineage, epoch, windowId, since };
      },
      subscribe(site, onHint) {
        if (closed) return () => undefined;
        const { hints } = siteOf(site);
        // A function of our own: the same listener may be given twice, and each way to stop stops one.
        const listener = (): void => onHint();
        hints.add(listener);
        return () => void hints.delete(listener);
      },
    },
    instances: {
      async report(site, report) {
        const seenAt = now();
        siteOf(site).instances.set(report.id, { report: structuredClone(report), seenAt });
        return seenAt;
      },
      async list(site) {
        const at = now();
        return [...siteOf(site).instances.values()]
          .sort((a, b) => compareText(a.report.id, b.report.id))
          .map(({ report, seenAt }) => ({ ...structuredClone(report), seenAt, now: at }));
      },
      async remove(site, id, record) {
        const own = siteOf(site);
        if (!own.instances.has(id)) return false;
        const records = record === undefined ? [] : [record];
        checkRecords(own, records);
        own.instances.delete(id);
        keepRecords(own, structuredClone(records));
        return true;
      },
    },
    passes: memoryPasses({ siteOf, now }),
    audit: memoryAudit(siteOf),
    async close() {
      closed = true;
      sites.clear();
    },
  };
}
