import type { PassStore } from '@portcullis/gate';
import { comparePasses, pageOfPasses } from '../rules/pass-page.ts';
import { isRedeemable } from '../rules/pass-rules.ts';
import { passTaken } from '../rules/pass-taken.ts';
import { appendRecords } from './append-records.ts';
import type { FacetOptions } from './redis-switch.ts';
import {
  foundPass,
  foundPasses,
  foundSwitch,
  readingHash,
  readingSwitch,
  withNextEpoch,
  writeSite,
} from './site-state.ts';

export function redisPasses({ connection, keys, hints }: FacetOptions): PassStore {
  /** Ended ones too, in no order. */
  async function everyPass(site: string) {
    const own = keys.of(site);
    const { now, results } = await connection.ask([readingHash(own.passes), readingHash(own.revoked)]);
    return { now, passes: [...foundPasses(results[0], site), ...foundPasses(results[1], site)] };
  }

  return {
    async create(pass, record) {
      const { site, id, tokenHash } = pass;
      const own = keys.of(site);
      const appending = appendRecords(own, [record]);
      const epoch = await connection.settle(async () => {
        const { now, results } = await connection.ask([
          readingSwitch(own),
          { name: 'HEXISTS', key: own.passIds, args: [id] },
          { name: 'HEXISTS', key: own.passes, args: [tokenHash] },
          { name: 'HEXISTS', key: own.revoked, args: [tokenHash] },
        ]);
        if (results.slice(1).some((isThere) => Number(isThere) !== 0)) throw passTaken(pass);
        const found = await foundSwitch(connection, own, { result: results[0], site });
        const next = withNextEpoch(found);
        const stored = { ...pass, windowId: pass.windowId ?? found.switch.windowId };
        const outcome = await writeSite(connection, own, {
          found,
          readAt: now,
          next,
          conditions: appending.conditions,
          commands: [
            {
              name: 'HSET',
              key: pass.revokedAt === null ? own.passes : own.revoked,
              args: [tokenHash, JSON.stringify(stored)],
            },
            { name: 'HSET', key: own.passIds, args: [id, tokenHash] },
            ...appending.commands,
          ],
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        return next.epoch;
      });
      hints.raise(site, epoch);
    },
    list: (site) => connection.settle(async () => (await everyPass(site)).passes.sort(comparePasses)),
    search: (site, query) =>
      connection.settle(async () => {
        const { passes, now } = await everyPass(site);
        return pageOfPasses(passes, query, now);
      }),
    redeem(site, tokenHash, record) {
      const own = keys.of(site);
      const appending = appendRecords(own, [record]);
      return connection.settle(async () => {
        const { now, results } = await connection.ask([
          readingSwitch(own),
          { name: 'HGET', key: own.passes, args: [tokenHash] },
        ]);
        const found = await foundSwitch(connection, own, { result: results[0], site });
        const pass = foundPass(results[1], site);
        if (pass === null || !isRedeemable(pass, found.switch.windowId, now)) return null;
        const redeemed = { ...pass, redeemedAt: now };
        const outcome = await writeSite(connection, own, {
          found,
          readAt: now,
          next: found.switch,
          conditions: appending.conditions,
          commands: [
            { name: 'HSET', key: own.passes, args: [tokenHash, JSON.stringify(redeemed)] },
            ...appending.commands,
          ],
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        return redeemed;
      });
    },
    async revoke(site, id, record) {
      const own = keys.of(site);
      const appending = appendRecords(own, [record]);
      const epoch = await connection.settle(async () => {
        const { now, results } = await connection.ask([readingSwitch(own), readingHash(own.passes)]);
        const found = await foundSwitch(connection, own, { result: results[0], site });
        const pass = foundPasses(results[1], site).find((one) => one.id === id);
        if (pass === undefined) return null;
        const next = withNextEpoch(found);
        const revoked = JSON.stringify({ ...pass, revokedAt: now });
        const outcome = await writeSite(connection, own, {
          found,
          readAt: now,
          next,
          conditions: appending.conditions,
          commands: [
            { name: 'HDEL', key: own.passes, args: [pass.tokenHash] },
            { name: 'HSET', key: own.revoked, args: [pass.tokenHash, revoked] },
            ...appending.commands,
          ],
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        return next.epoch;
      });
      if (epoch !== null) hints.raise(site, epoch);
      return epoch !== null;
    },
    async claim(site, key, expiresAt) {
      const { claims } = keys.of(site);
      const outcome = await connection.commit({
        conditions: [],
        commands: [
          { name: 'ZREMRANGEBYSCORE', key: claims, args: ['-inf', ''], clockAt: 2 },
          { name: 'ZADD', key: claims, args: ['NX', String(expiresAt), key] },
        ],
      });
      return outcome.kind === 'done' && Number(outcome.results[1]) === 1;
    },
  };
}
