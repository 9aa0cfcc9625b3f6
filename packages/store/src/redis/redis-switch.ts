import type { ChangeResult, Pass, SwitchStore } from '@portcullis/gate';
import type { ListenedHints } from '../hints/listened-hints.ts';
import { nextSwitch } from '../rules/next-switch.ts';
import { isAlive, passAfterChange } from '../rules/pass-rules.ts';
import { appendRecords } from './append-records.ts';
import type { Command, RedisConnection } from './connection.ts';
import type { SiteKeys, StoreKeys } from './keys.ts';
import {
  foundPasses,
  foundSwitch,
  readingHash,
  readingSwitch,
  readVersion,
  writeSite,
} from './site-state.ts';

export interface FacetOptions {
  readonly connection: RedisConnection;
  readonly keys: StoreKeys;
  readonly hints: ListenedHints;
}

export function redisSwitch({ connection, keys, hints }: FacetOptions): SwitchStore {
  async function read(site: string) {
    const own = keys.of(site);
    const { lineage, now, results } = await connection.ask([readingSwitch(own), readingHash(own.passes)]);
    const found = await foundSwitch(connection, own, { result: results[0], site });
    return { lineage, now, found, passes: foundPasses(results[1], site) };
  }

  return {
    read: (site) =>
      connection.settle(async () => {
        const { lineage, now, found, passes } = await read(site);
        hints.note(site, found.switch.epoch);
        return { lineage, now, switch: found.switch, passes: passes.filter((pass) => isAlive(pass, now)) };
      }),
    async change(site, change) {
      const own = keys.of(site);
      const appending = appendRecords(own, [change.record]);
      const result = await connection.settle<ChangeResult>(async () => {
        const { lineage, now, found, passes } = await read(site);
        if (found.switch.epoch !== change.expectedEpoch) {
          const alive = passes.filter((pass) => isAlive(pass, now));
          return { kind: 'conflict', state: { lineage, now, switch: found.switch, passes: alive } };
        }
        const next = nextSwitch(found.switch, change, now);
        const window = { before: found.switch.windowId, after: next.windowId };
        const after = passes.map((pass) => passAfterChange(pass, window, now));
        const outcome = await writeSite(connection, own, {
          found,
          readAt: now,
          next,
          conditions: appending.conditions,
          commands: [...movingPasses(own, passes, after), ...appending.commands],
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        if (outcome.kind !== 'done') return undefined;
        const alive = after.filter((pass) => isAlive(pass, outcome.now));
        const state = { lineage: outcome.lineage, now: outcome.now, switch: next, passes: alive };
        return { kind: 'changed', state };
      });
      if (result.kind === 'changed') hints.raise(site, result.state.switch.epoch);
      return result;
    },
    version: (site) =>
      connection.settle(async () => {
        const version = await readVersion(connection, keys.of(site), site);
        hints.note(site, version.epoch);
        return version;
      }),
    subscribe: (site, onHint) => hints.subscribe(site, onHint),
  };
}

/** Those that joined the window are written anew, those that died with it are put away. */
function movingPasses(keys: SiteKeys, before: readonly Pass[], after: readonly Pass[]): readonly Command[] {
  return after
    .filter((pass, index) => pass !== before[index])
    .flatMap((pass) => {
      const kept = [pass.tokenHash, JSON.stringify(pass)];
      if (pass.revokedAt === null) return [{ name: 'HSET', key: keys.passes, args: kept }];
      return [
        { name: 'HDEL', key: keys.passes, args: [pass.tokenHash] },
        { name: 'HSET', key: keys.revoked, args: kept },
      ];
    });
}
