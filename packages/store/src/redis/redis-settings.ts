import type { SettingsStore, StoredSettings } from '@portcullis/gate';
import { settingsShape } from '../record/settings-shape.ts';
import { json, object, type Shape, text, whole } from '../record/shape.ts';
import { appendRecords } from './append-records.ts';
import type { Command } from './connection.ts';
import type { SiteKeys } from './keys.ts';
import type { FacetOptions } from './redis-switch.ts';
import { type FoundSwitch, foundSwitch, readingSwitch, withNextEpoch, writeSite } from './site-state.ts';

type Kept = { readonly [K in Exclude<keyof StoredSettings, 'epoch'>]: NonNullable<StoredSettings[K]> };

const keptShape: Shape<Kept> = json(
  object<Kept>({ settings: settingsShape, changedAt: whole, changedBy: text }),
);

/** They stand beside the switch: they change under its epoch. */
export function redisSettings({ connection, keys, hints }: FacetOptions): SettingsStore {
  const readingSettings = ({ state }: SiteKeys): Command => ({
    name: 'HGET',
    key: state,
    args: ['settings'],
  });

  function stored({ switch: { epoch } }: FoundSwitch, result: unknown, site: string): StoredSettings {
    if (result === null || result === undefined) {
      return { settings: null, epoch, changedAt: null, changedBy: null };
    }
    return { ...keptShape(result, `the settings of ${site}`), epoch };
  }

  return {
    read: (site) =>
      connection.settle(async () => {
        const own = keys.of(site);
        const { results } = await connection.ask([readingSwitch(own), readingSettings(own)]);
        return stored(await foundSwitch(connection, own, { result: results[0], site }), results[1], site);
      }),
    async change(site, { expectedEpoch, settings, changedBy, record }) {
      const own = keys.of(site);
      const appending = appendRecords(own, [record]);
      const result = await connection.settle(async () => {
        const { now, results } = await connection.ask([readingSwitch(own), readingSettings(own)]);
        const found = await foundSwitch(connection, own, { result: results[0], site });
        if (found.switch.epoch !== expectedEpoch) {
          return { kind: 'conflict' as const, stored: stored(found, results[1], site) };
        }
        const next = withNextEpoch(found);
        const kept = JSON.stringify({ settings, changedAt: now, changedBy });
        const outcome = await writeSite(connection, own, {
          found,
          readAt: now,
          next,
          conditions: appending.conditions,
          commands: [{ name: 'HSET', key: own.state, args: ['settings', kept] }, ...appending.commands],
        });
        if (outcome === undefined) return undefined;
        appending.check(outcome);
        return { kind: 'changed' as const, stored: stored({ ...found, switch: next }, kept, site) };
      });
      if (result.kind === 'changed') hints.raise(site, result.stored.epoch);
      return result;
    },
  };
}
